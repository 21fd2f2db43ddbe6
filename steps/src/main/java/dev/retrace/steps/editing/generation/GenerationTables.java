package dev.retrace.steps.editing.generation;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.editing.FactorFile;
import dev.retrace.steps.editing.request.RequestEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be written, what was, and what could not be: one row a request and edit, one a text, and one for
 * whatever was not measured.
 *
 * <p>Mutable: collects.
 */
final class GenerationTables {

    private final RequestEncoder encoder;
    private final int tokens;
    private final int layers;
    private final List<Continuation> continuations = new ArrayList<>();
    private final Map<Measured, List<Double>> entropies = new LinkedHashMap<>();
    private final Table.Builder texts = Table.of(
            "case",
            "fact",
            "relation",
            "layer",
            "weight",
            "prompt_index",
            "prompt",
            "text",
            "words",
            "entropy",
            "layers");
    private final Table.Builder dropped =
            Table.of("case", "fact", "relation", "layer", "weight", "prompt_index", "prompt", "reason");
    private int without;

    /** A request under an edit. */
    private record Measured(String id, String fact, String relation, String layer, String weight) {

        static Measured of(Continuation text) {
            Rewrite rewrite = text.rewrite();
            return new Measured(
                    rewrite.id(), rewrite.fact().id(), rewrite.fact().relation(), text.layer(), text.weight());
        }
    }

    /**
     * Tables of texts.
     *
     * @param tokens after each prompt
     * @param layers of the model
     */
    GenerationTables(RequestEncoder encoder, int tokens, int layers) {
        this.encoder = encoder;
        this.tokens = tokens;
        this.layers = layers;
    }

    /** Adds a request's prompts to what is to be written, as far as the model can go on from them. */
    void add(Rewrite rewrite, Optional<FactorFile.Factors> edit) {
        List<String> prompts = rewrite.prompts().generation();
        if (prompts.isEmpty()) {
            without++;
            drop(new Continuation(rewrite, edit, 0, List.of()), "", "", "the data give no generation prompts");
        }
        for (int index = 0; index < prompts.size(); index++) {
            Continuation text = new Continuation(rewrite, edit, index, encoder.ids(prompts.get(index)));
            String obstacle = encoder.tooShortOrLong(prompts.get(index), tokens);
            if (obstacle.isEmpty()) {
                continuations.add(text);
            } else {
                drop(text, Integer.toString(index), prompts.get(index), obstacle);
            }
        }
    }

    /** What is to be written. */
    List<Continuation> continuations() {
        return List.copyOf(continuations);
    }

    /** Adds what was written, the prompts included. */
    void wrote(List<Continuation> of, List<String> written) {
        for (int i = 0; i < of.size(); i++) {
            Continuation text = of.get(i);
            Measured measured = Measured.of(text);
            Fluency fluency = Fluency.of(written.get(i));
            entropies.computeIfAbsent(measured, any -> new ArrayList<>()).add(fluency.entropy());
            texts.row(
                    measured.id,
                    measured.fact,
                    measured.relation,
                    measured.layer,
                    measured.weight,
                    text.index(),
                    text.prompt(),
                    written.get(i),
                    fluency.words(),
                    fluency.entropy(),
                    layers);
        }
    }

    private void drop(Continuation text, String index, String prompt, String reason) {
        Measured measured = Measured.of(text);
        dropped.row(
                measured.id, measured.fact, measured.relation, measured.layer, measured.weight, index, prompt, reason);
    }

    /** How much was measured. */
    String summary() {
        return "%d texts of %d requests; %d requests have no generation prompts and were not measured"
                .formatted(continuations.size(), entropies.size(), without);
    }

    /** The mean of a request's texts; no row for a request of which nothing was written. */
    Table fluency() {
        Table.Builder table = Table.of("case", "fact", "relation", "layer", "weight", "texts", "entropy", "layers");
        entropies.forEach((of, all) -> table.row(
                of.id,
                of.fact,
                of.relation,
                of.layer,
                of.weight,
                all.size(),
                all.stream().mapToDouble(each -> each).sum() / all.size(),
                layers));
        return table.build();
    }

    Table texts() {
        return texts.build();
    }

    Table dropped() {
        return dropped.build();
    }
}
