package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.dataset.Rewrite.Prompts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads CounterFact, in either of its forms: records with {@code requested_rewrite} (rome.baulab.info),
 * or one flat record a line with {@code target_new} beside {@code template} and single prompts.
 *
 * <p>Mutable: collects what it reads.
 */
final class RewriteReader {

    private final List<Rewrite> rewrites = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private int repeated;

    /**
     * Reads all {@code .json} and {@code .jsonl} files of a folder, or one file.
     *
     * @throws StepException if there is none, or a record is no request; says which
     */
    void read(Source source) throws IOException {
        int files = 0;
        for (String name : source.files().keySet()) {
            if (name.isEmpty() || name.endsWith(".json") || name.endsWith(".jsonl")) {
                String place = name.isEmpty() ? source.location() : source.location() + "/" + name;
                new JsonRecords(source.resolve(name), place).read(this::add);
                files++;
            }
        }
        if (files == 0) {
            throw new StepException(source.location() + ": holds no .json or .jsonl file among its "
                    + source.files().size() + " files");
        }
    }

    /** What was read, in the order of the files and their records. */
    List<Rewrite> rewrites() {
        return List.copyOf(rewrites);
    }

    /** How many records had the number of one that was there already. */
    int repeated() {
        return repeated;
    }

    private void add(JsonRecord record) {
        Rewrite rewrite = record.has("requested_rewrite") ? original(record) : flat(record);
        if (ids.add(rewrite.id())) {
            rewrites.add(rewrite);
        } else {
            repeated++;
        }
    }

    private static Rewrite original(JsonRecord record) {
        JsonRecord asked = record.object("requested_rewrite");
        String old = asked.object("target_true").text("str");
        Fact fact = asked.fact(relation(asked), asked.text("prompt"), asked.text("subject"), old);
        Prompts prompts = new Prompts(
                record.texts("paraphrase_prompts"),
                record.texts("neighborhood_prompts"),
                record.texts("generation_prompts"),
                record.texts("attribute_prompts"));
        return rewrite(record, fact, asked.object("target_new").text("str"), prompts);
    }

    private static Rewrite flat(JsonRecord record) {
        if (!record.has("target_new")) {
            throw record.wrong("is no request of CounterFact: it has neither 'requested_rewrite' nor 'target_new'");
        }
        Fact fact = record.fact(
                relation(record), record.text("template"), record.text("subject"), record.text("target_true"));
        Prompts prompts = new Prompts(
                single(record, "paraphrase_prompt"), single(record, "neighborhood_prompt"), List.of(), List.of());
        return rewrite(record, fact, record.text("target_new"), prompts);
    }

    private static List<String> single(JsonRecord record, String key) {
        String text = record.textOr(key, "");
        return text.isBlank() ? List.of() : List.of(text);
    }

    private static Rewrite rewrite(JsonRecord record, Fact fact, String target, Prompts prompts) {
        JsonNode number = record.node().path("case_id");
        String id = number.isIntegralNumber() ? number.toString() : record.textOr("case_id", fact.id());
        try {
            return new Rewrite(id, fact, target.strip(), prompts);
        } catch (IllegalArgumentException refused) {
            throw record.wrong(String.valueOf(refused.getMessage()));
        }
    }

    private static String relation(JsonRecord record) {
        return record.textOr("relation_id", "unnamed");
    }
}
