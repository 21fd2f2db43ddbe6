package dev.retrace.steps.model;

import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.State;
import java.util.List;

/**
 * One row of a replay, checked: where it leaves its base run and what is changed.
 *
 * @param position of the row in the caller's list
 * @param block the first block that must be computed; the number of layers if none
 * @param token the first token that must be computed
 * @param changes all of them
 */
record ReplayRow(int position, MambaRun run, int prompt, int block, int token, List<Intervention> changes) {

    ReplayRow {
        changes = List.copyOf(changes);
    }

    /**
     * Checks a row.
     *
     * @throws IllegalArgumentException if its runs are not of this model, or a change lies outside
     */
    static ReplayRow of(Mamba1 model, Row row, int position) {
        MambaRun run = run(model, row.base());
        if (!run.restarts()) {
            throw new IllegalArgumentException(
                    "row " + position + " needs a base that can be restarted: prefill with Keep.forReplay()");
        }
        if (row.prompt() < 0 || row.prompt() >= run.prompts()) {
            throw new IllegalArgumentException(
                    "row " + position + " names prompt " + row.prompt() + " of a run of " + run.prompts());
        }
        int block = model.config().layers();
        for (Intervention change : row.changes()) {
            check(model, run, row.prompt(), change);
            block = Math.min(block, firstBlock(change));
        }
        return new ReplayRow(position, run, row.prompt(), block, row.start().token(), row.changes());
    }

    /** How many tokens must be computed. */
    int length() {
        return run.length(prompt) - token;
    }

    /** h is what a block hands on, so a change of it spares that block. */
    private static int firstBlock(Intervention change) {
        return change.site().state() == State.H
                ? change.site().layer() + 1
                : change.site().layer();
    }

    private static void check(Mamba1 model, MambaRun run, int prompt, Intervention change) {
        if (change.site().layer() >= model.config().layers()) {
            throw new IllegalArgumentException("the model has layers 0 to "
                    + (model.config().layers() - 1) + ", but a change is at " + change.site());
        }
        if (change.at().end() > run.length(prompt)) {
            throw new IllegalArgumentException(
                    "the prompt has " + run.length(prompt) + " tokens, but a change is at " + change.at());
        }
    }

    static MambaRun run(Mamba1 model, PrefixCache cache) {
        if (cache instanceof MambaRun run && run.isOf(model)) {
            return run;
        }
        throw new IllegalArgumentException("a row or a change names a run of another model");
    }
}
