package dev.retrace.steps.editing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.editing.request.EditRequest;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.tensor.LinearAlgebra;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the edits of rank one that make a model say new objects: for each request u and r of W + r uᵀ, with
 *
 * <pre>{@code
 * u = C⁻¹ k / ‖C⁻¹ k‖        r = (v* - v₀) / (k₀ · u)
 * }</pre>
 *
 * <p>Several requests are worked on at once, each context of each a row of one batch; they know nothing of
 * each other. C⁻¹ k is solved for in double precision.
 *
 * <p>Source: Meng et al. (arXiv 2202.05262), equations 2 and 4; Sen Sharma et al. (arXiv 2404.03646), section
 * 5.
 */
final class Editor implements AutoCloseable {

    private final LanguageModel model;
    private final EditSite site;
    private final Hyperparameters hyper;
    private final NDManager owner;
    private final NDArray moments; // C with its ridge, (n, n) float64

    /**
     * @param mean C, (n, n) float64, whose manager is closed with the editor
     * @param ridge added to C's diagonal, in means of that diagonal
     */
    Editor(LanguageModel model, EditSite site, Hyperparameters hyper, NDArray mean, double ridge) {
        this.model = model;
        this.site = site;
        this.hyper = hyper;
        this.owner = mean.getManager();
        this.moments = ridged(mean, ridge);
        int inputs = site.inputs(model.architecture());
        if (mean.getShape().get(0) != inputs) {
            throw new StepException(
                    "the second moments are of " + mean.getShape().get(0) + " inputs, but " + site.symbol() + " has "
                            + inputs + "; give those of the same model");
        }
    }

    private static NDArray ridged(NDArray mean, double ridge) {
        if (ridge == 0) {
            return mean;
        }
        int size = (int) mean.getShape().get(0);
        NDArray one = mean.getManager().eye(size, size, 0, mean.getDataType());
        double diagonal = mean.mul(one).sum().getDouble() / size;
        return mean.add(one.mul(ridge * diagonal));
    }

    /** The edits of some requests, in their order. */
    List<Edit> edits(List<EditRequest> requests) {
        try (RequestRun run = new RequestRun(model, site, requests)) {
            List<Vector> directions = directions(run);
            List<ValueSearch> searches = new SearchBatch(model, site, hyper, owner, run).search();
            List<Edit> edits = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                Vector u = directions.get(i);
                double overlap = run.bareKey(i).dot(u);
                Vector r = searches.get(i).delta().times(1 / overlap);
                edits.add(new Edit(
                        requests.get(i).name(),
                        u,
                        r,
                        new Edit.Origin(run.key(i), overlap, run.value(i)),
                        searches.get(i)));
            }
            return edits;
        }
    }

    /** u of every request. */
    private List<Vector> directions(RequestRun run) {
        List<Vector> directions = new ArrayList<>();
        Scoped.run(() -> {
            int size = (int) moments.getShape().get(0);
            double[] keys = new double[size * run.requests()];
            for (int i = 0; i < run.requests(); i++) {
                System.arraycopy(run.key(i).toArray(), 0, keys, i * size, size);
            }
            NDArray columns =
                    owner.create(keys, new Shape(run.requests(), size)).transpose();
            double[] solved = LinearAlgebra.solve(moments, columns).transpose().toDoubleArray();
            for (int i = 0; i < run.requests(); i++) {
                Vector direction = new Vector(Arrays.copyOfRange(solved, i * size, (i + 1) * size));
                directions.add(direction.times(1 / direction.norm()));
            }
        });
        return directions;
    }

    @Override
    public void close() {
        owner.close();
    }
}
