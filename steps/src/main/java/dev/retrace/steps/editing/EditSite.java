package dev.retrace.steps.editing;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.model.Architecture;
import java.util.Objects;

/**
 * The matrix that is edited, and the state that it gives: the value of an edit is one of that state.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), section 5: a, and g before its SiLU, and o before the
 * residual addition; Meng et al. (arXiv 2202.05262), section 3.1, for a transformer.
 */
record EditSite(Matrix matrix, Site value) {

    /**
     * Of a weight in a layer.
     *
     * @throws StepException if the model has it not, or it gives no state
     */
    static EditSite of(Weight weight, int layer, Architecture architecture) {
        State state = switch (weight) {
            case W_A -> State.A;
            case W_G -> State.G_RAW;
            case W_O -> State.O;
            case W_DOWN -> State.MLP;
            case W_UP ->
                throw new StepException("w-up cannot be edited: the paper edits w-down of a"
                        + " transformer, and w-a, w-g and w-o of a Mamba");
        };
        Matrix matrix = new Matrix(weight, layer);
        architecture.missing(matrix).ifPresent(what -> {
            throw new StepException(what);
        });
        return new EditSite(matrix, new Site(state, layer));
    }

    /** How many inputs the matrix has. */
    int inputs(Architecture architecture) {
        return Objects.requireNonNull(architecture.weights().get(matrix.weight()))
                .inputs();
    }

    /** As tables and files write it: {@code w_o}. */
    String symbol() {
        return matrix.weight().symbol();
    }
}
