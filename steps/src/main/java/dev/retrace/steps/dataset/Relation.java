package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a file of the Relations form says of one relation: its facts, and every wording for them.
 *
 * @param name as the file has it, in lower case with underscores
 * @param fewShot templates made to follow examples; at least one
 * @param zeroShot templates made to stand alone
 * @param paraphrases further wordings, a field of our own
 * @param facts worded by the first template
 */
public record Relation(
        String name, List<String> fewShot, List<String> zeroShot, List<String> paraphrases, List<Fact> facts) {

    public Relation {
        fewShot = List.copyOf(fewShot);
        zeroShot = List.copyOf(zeroShot);
        paraphrases = List.copyOf(paraphrases);
        facts = List.copyOf(facts);
    }

    /**
     * The relations of files and folders, in the order of their names.
     *
     * @throws StepException if a file is of another form; says which record
     */
    public static List<Relation> readAll(List<Source> sources) throws IOException {
        List<Relation> relations = new ArrayList<>();
        for (Source source : sources) {
            int before = relations.size();
            for (String name : source.files().keySet()) {
                if (name.isEmpty() || name.endsWith(".json") || name.endsWith(".jsonl")) {
                    String place = name.isEmpty() ? source.location() : source.location() + "/" + name;
                    new JsonRecords(source.resolve(name), place).read(record -> relations.add(of(record)));
                }
            }
            if (relations.size() == before) {
                throw new StepException(source.location() + ": holds no .json or .jsonl file among its "
                        + source.files().size() + " files");
            }
        }
        return relations;
    }

    private static Relation of(JsonRecord record) {
        String name = RelationName.normal(record.text("name"));
        List<String> fewShot = record.texts("prompt_templates");
        if (fewShot.isEmpty()) {
            throw record.wrong("has no template under 'prompt_templates'");
        }
        List<Fact> facts = new ArrayList<>();
        for (JsonRecord sample : record.list("samples")) {
            facts.add(sample.fact(name, fewShot.get(0), sample.text("subject"), sample.text("object")));
        }
        Relation relation =
                new Relation(name, fewShot, record.texts("prompt_templates_zs"), record.texts("paraphrases"), facts);
        relation.requireSlots(record);
        return relation;
    }

    private void requireSlots(JsonRecord record) {
        for (List<String> templates : List.of(fewShot, zeroShot, paraphrases)) {
            for (String template : templates) {
                record.fact(name, template, "subject", "object"); // refuses a template without one slot
            }
        }
    }
}
