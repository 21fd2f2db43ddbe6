package dev.retrace.steps.editing;

import dev.retrace.steps.tensor.Vector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search for one request's value v = v₀ + δ, by gradient descent on
 *
 * <pre>{@code
 * L(δ) = meanⱼ NLL(target | context j)  +  c_kl · KL(p_δ ‖ p₀)  +  c_decay · ‖δ‖ / ‖v₀‖²
 * }</pre>
 *
 * <p>from δ = 0. Each round is one evaluation: its parts of L and their gradient come from outside; then the
 * search ends, or Adam updates δ, which is scaled back to {@code clamp · ‖v₀‖} where it is longer.
 *
 * <p>Source: Meng et al. (arXiv 2202.05262), equation 4, as in the code of Sen Sharma et al. (arXiv
 * 2404.03646). The gradient of a norm at 0 is 0. In double precision. Mutable: one search.
 */
final class ValueSearch {

    /** Why a search ended. */
    enum End {
        /** The loss was low enough. */
        LOSS,
        /** There were as many evaluations as allowed. */
        STEPS,
        /** The target was probable enough. */
        PROBABILITY
    }

    /**
     * One evaluation, before the update that follows it.
     *
     * @param step from 0
     * @param parts of the loss
     * @param probability mean over contexts of the target's, {@code exp(-NLL)}
     * @param norm ‖δ‖
     */
    record Evaluation(int step, Parts parts, double probability, double norm) {

        double loss() {
            return parts.likelihood + parts.divergence + parts.decay;
        }
    }

    /** The terms of a loss, their factors included. */
    record Parts(double likelihood, double divergence, double decay) {}

    private final Hyperparameters hyper;
    private final double baseNorm; // ‖v₀‖
    private Vector delta; // δ
    private final Adam adam;
    private final List<Evaluation> evaluations = new ArrayList<>();
    private @Nullable End end;

    /** @param base v₀ */
    ValueSearch(Hyperparameters hyper, Vector base) {
        this.hyper = hyper;
        this.baseNorm = base.norm();
        this.delta = Vector.zeros(base.size());
        this.adam = new Adam(hyper.rate(), base.size());
    }

    /** δ as it stands. */
    Vector delta() {
        return delta;
    }

    /** Why it ended; null while it goes on. */
    @Nullable
    End end() {
        return end;
    }

    /** All evaluations so far. */
    List<Evaluation> evaluations() {
        return List.copyOf(evaluations);
    }

    /**
     * What was measured at the present δ.
     *
     * @param likelihoods NLL of the target in each context
     * @param divergence KL(p_δ ‖ p₀)
     * @param slope gradient of {@code meanⱼ NLL + c_kl KL} by δ
     */
    record Measured(List<Double> likelihoods, double divergence, Vector slope) {

        Measured {
            likelihoods = List.copyOf(likelihoods);
        }
    }

    /** Takes what was measured, and goes on or ends. */
    void take(Measured measured) {
        double mean = 0;
        double probability = 0;
        for (double nll : measured.likelihoods) {
            mean += nll / measured.likelihoods.size();
            probability += Math.exp(-nll) / measured.likelihoods.size();
        }
        double norm = delta.norm();
        double perLength = hyper.decay() / (baseNorm * baseNorm);
        Parts parts = new Parts(mean, hyper.divergence() * measured.divergence, perLength * norm);
        Evaluation evaluation = new Evaluation(evaluations.size(), parts, probability, norm);
        evaluations.add(evaluation);
        end = ending(evaluation);
        if (end == null) {
            update(measured.slope, norm == 0 ? 0 : perLength / norm);
        }
    }

    private @Nullable End ending(Evaluation evaluation) {
        Hyperparameters.Stop stop = hyper.stop();
        if (evaluation.loss() < stop.loss()) {
            return End.LOSS;
        } else if (evaluation.step() == hyper.steps() - 1) {
            return End.STEPS;
        }
        boolean probable = evaluation.step() > stop.after() && evaluation.probability() > stop.probability();
        return probable ? End.PROBABILITY : null;
    }

    /** @param decay how much of δ itself is in the gradient */
    private void update(Vector slope, double decay) {
        delta = delta.plus(adam.step(slope.plus(delta, decay)), 1);
        double norm = delta.norm();
        double longest = hyper.clamp() * baseNorm;
        if (norm > longest) {
            delta = delta.times(longest / norm);
        }
    }
}
