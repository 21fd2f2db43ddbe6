package dev.retrace.steps.effect;

/**
 * The answer that effects on one fact are measured by, and how probable it is where nothing is changed.
 *
 * @param answer the most probable token of the clean run, whatever the data set says
 * @param high its probability in the clean run
 * @param low its probability in the corrupt run
 */
public record Baseline(int answer, float high, float low) {

    /**
     * The effect of a change.
     *
     * @param patched the answer's probability in the changed corrupt run
     */
    public IndirectEffect effect(float patched) {
        return new IndirectEffect(patched, high, low);
    }
}
