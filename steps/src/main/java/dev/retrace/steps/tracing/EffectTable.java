package dev.retrace.steps.tracing;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.effect.IndirectEffect;
import dev.retrace.steps.tokenizer.Tokenizer;

/** Collects traces as a table with one row per fact, token and layer. */
final class EffectTable {

    private final PatchStep.Parameters parameters;
    private final Tokenizer tokenizer;
    private final Table.Builder table = Table.of(
            "fact",
            "relation",
            "subject",
            "alternative",
            "clean",
            "corrupt",
            "token",
            "token_text",
            "corrupt_text",
            "bucket",
            "state",
            "window",
            "layer",
            "answer",
            "answer_id",
            "p_patched",
            "p_high",
            "p_low",
            "ie_paper",
            "ie_proper");

    EffectTable(PatchStep.Parameters parameters, Tokenizer tokenizer) {
        this.parameters = parameters;
        this.tokenizer = tokenizer;
    }

    void add(CausalTrace trace) {
        String answer = tokenizer.text(trace.answer());
        for (int token = 0; token < trace.pair().length(); token++) {
            for (int layer = 0; layer < trace.layers(); layer++) {
                row(trace, token, layer, answer);
            }
        }
    }

    Table build() {
        return table.build();
    }

    private void row(CausalTrace trace, int token, int layer, String answer) {
        Pair pair = trace.pair();
        IndirectEffect effect = trace.effect(token, layer);
        table.row(
                pair.fact(),
                pair.relation(),
                pair.clean().subject(),
                pair.corrupt().subject(),
                pair.clean().prompt(),
                pair.corrupt().prompt(),
                token,
                pair.tokens().get(token),
                tokenizer.text(pair.corrupt().ids().get(token)),
                Bucket.of(token, pair.subject(), pair.length()).label(),
                parameters.state().symbol(),
                parameters.window(),
                layer,
                answer,
                trace.answer(),
                effect.patched(),
                effect.high(),
                effect.low(),
                effect.paper(),
                effect.proper());
    }
}
