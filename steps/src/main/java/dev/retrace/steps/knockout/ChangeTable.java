package dev.retrace.steps.knockout;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.tokenizer.Tokenizer;

/** Collects changes as a table with one row per fact, source, kind of channels, window and start. */
final class ChangeTable {

    /** The column of the paper's metric. */
    static final String PERCENT = "change_percent";

    private final Design design;
    private final Tokenizer tokenizer;
    private final Architecture model;
    private final Table.Builder table = Table.of(
            "fact",
            "relation",
            "subject",
            "prompt",
            "family",
            "to",
            "from",
            "from_tokens",
            "token",
            "token_text",
            "channels",
            "strict",
            "window",
            "start",
            "depth",
            "answer",
            "answer_id",
            "p_clean",
            "p_knocked",
            "difference",
            PERCENT,
            "hit_clean",
            "hit");

    ChangeTable(Design design, Tokenizer tokenizer, Architecture model) {
        this.design = design;
        this.tokenizer = tokenizer;
        this.model = model;
    }

    void add(Change change) {
        Question question = change.question();
        Change.Cell cell = change.cell();
        int token = cell.source().token();
        table.row(
                question.fact(),
                question.relation(),
                question.name(),
                question.text(),
                model.family(),
                design.target().label(),
                cell.source().of().label(),
                cell.source().tokens().cardinality(),
                token < 0 ? "" : token,
                token < 0 ? "" : text(question, token),
                cell.channels().label(),
                design.strict() ? 1 : 0,
                cell.window(),
                cell.start(),
                depth(cell),
                tokenizer.text(question.target()),
                question.target(),
                change.clean().probability(),
                change.knocked().probability(),
                change.difference(),
                change.percent(),
                percent(change.clean().top()),
                percent(change.knocked().top()));
    }

    private String text(Question question, int token) {
        return (token == question.length() - 1 ? "*" : "")
                + tokenizer.text(question.ids().get(token));
    }

    /** Where among all starts of such windows this one lies, from 0 to 100. */
    private double depth(Change.Cell cell) {
        int last = model.layers() - cell.window();
        return last == 0 ? 0 : 100.0 * cell.start() / last;
    }

    private static int percent(boolean hit) {
        return hit ? 100 : 0;
    }

    Table build() {
        return table.build();
    }
}
