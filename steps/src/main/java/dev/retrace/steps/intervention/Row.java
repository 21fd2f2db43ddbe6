package dev.retrace.steps.intervention;

import java.util.List;

/**
 * One row of a replay: a prompt of an earlier run and what is changed in it.
 *
 * @param base the unchanged run, which can restart its layers if there are changes
 * @param prompt of that run
 * @param changes none to read the unchanged run; several at one place apply in their order
 */
public record Row(PrefixCache base, int prompt, List<Intervention> changes) {

    public Row {
        changes = List.copyOf(changes);
    }

    /**
     * The earliest place that a change touches: nothing below that layer or before that token can
     * differ from the base run.
     *
     * @param layer the lowest layer with a change; beyond the last layer if there is none
     * @param token the first token with a change
     */
    public record Start(int layer, int token) {}

    /** Where this row leaves its base run. */
    public Start start() {
        int layer = Integer.MAX_VALUE;
        int token = base.length(prompt) - 1;
        for (Intervention change : changes) {
            layer = Math.min(layer, change.layer());
            token = Math.min(token, change.firstToken());
        }
        return new Start(layer, token);
    }
}
