package dev.retrace.steps.blocking;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.effect.IndirectEffect;
import dev.retrace.steps.tokenizer.Tokenizer;

/** Collects effects as a table with one row per fact, position, layer and path. */
final class PathTable {

    private final Tokenizer tokenizer;
    private final Table.Builder table = Table.of(
            "fact",
            "relation",
            "clean",
            "corrupt",
            "position",
            "token",
            "token_text",
            "layer",
            "blocked",
            "answer",
            "answer_id",
            "p_patched",
            "p_high",
            "p_low",
            "ie_paper",
            "ie_proper");

    PathTable(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    void add(PathEffect measured) {
        Pair pair = measured.pair();
        IndirectEffect effect = measured.effect();
        int token = measured.cell().position().of(pair);
        table.row(
                pair.fact(),
                pair.relation(),
                pair.clean().prompt(),
                pair.corrupt().prompt(),
                measured.cell().position().label(),
                token,
                pair.tokens().get(token),
                measured.cell().layer(),
                measured.cell().blocked().label(),
                tokenizer.text(measured.answer()),
                measured.answer(),
                effect.patched(),
                effect.high(),
                effect.low(),
                effect.paper(),
                effect.proper());
    }

    Table build() {
        return table.build();
    }
}
