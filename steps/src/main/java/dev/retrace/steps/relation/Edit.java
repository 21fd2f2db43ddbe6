package dev.retrace.steps.relation;

/**
 * A prompt whose h is changed, and the one whose z it shall lead to.
 *
 * @param test answered by the model with its own object
 * @param target of another subject and another object
 */
record Edit(PromptStates test, PromptStates target) {

    /** {@code z' - z}, (d). */
    double[] wanted() {
        double[] wanted = new double[test.z().length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (double) target.z()[i] - test.z()[i];
        }
        return wanted;
    }
}
