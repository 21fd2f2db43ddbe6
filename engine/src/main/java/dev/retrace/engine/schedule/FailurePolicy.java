package dev.retrace.engine.schedule;

/**
 * What a run does when cells fail. What needs a failed cell is skipped in any case, and nothing else.
 *
 * @param most failed cells until nothing new starts, at least 1
 * @param abandons whether the cells that run then are abandoned too
 */
public record FailurePolicy(int most, boolean abandons) {

    /** After the first failure nothing starts, and what runs is finished. */
    public static final FailurePolicy STOP = new FailurePolicy(1, false);

    /** All that does not need a failed cell is computed. */
    public static final FailurePolicy KEEP_GOING = new FailurePolicy(Integer.MAX_VALUE, false);

    /** At the first failure the run ends. */
    public static final FailurePolicy FAIL_FAST = new FailurePolicy(1, true);

    public FailurePolicy {
        if (most < 1) {
            throw new IllegalArgumentException("a run stops after 1 failure or more, not after " + most);
        }
    }
}
