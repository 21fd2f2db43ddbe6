package dev.retrace.steps.ablation;

/**
 * What one ablation does to the answer.
 *
 * @param tokens how many were ablated
 * @param answer the most probable token of the clean run
 * @param clean its probability there
 * @param ablated its probability in the ablated run; NaN if there was no token to ablate
 */
record Ablation(Prompt prompt, Cell cell, int tokens, int answer, float clean, float ablated) {

    /**
     * Which tokens are ablated, and around which layer.
     *
     * @param layer the window's centre
     */
    record Cell(Setting setting, int layer) {}

    /** {@code (p_ablated - p) / p}: −1 if nothing of the answer is left, 0 if nothing changed. */
    float relativeChange() {
        return (float) (((double) ablated - clean) / clean);
    }
}
