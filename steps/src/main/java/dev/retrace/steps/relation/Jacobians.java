package dev.retrace.steps.relation;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.model.Gradients;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Loss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Averages the linear approximation of z by h over prompts, in every layer at once:
 *
 * <pre>{@code
 * J[i][j] = ∂z[i] / ∂h[j]       W = mean of J       b = mean of (z - J h)
 * }</pre>
 *
 * <p>A row of J in all layers is one backward pass: that of z[i]. The d passes of a prompt go together, some
 * at a time, and start at the subject's last token, since nothing before it follows h.
 *
 * <p>Source: Hernandez et al. (arXiv 2308.09124); β scales W only when it is applied.
 */
final class Jacobians {

    /** Numbers of derivatives at once; bounds memory. */
    private static final int NUMBERS = 1 << 24;

    private final LanguageModel model;
    private final List<Site> sites;
    private final int d;
    private final int together; // backward passes at once
    private final Runnable onPrompt;

    /**
     * @param sites where h is taken
     * @param onPrompt called when a prompt is done; may throw to end the work
     */
    Jacobians(LanguageModel model, List<Site> sites, Runnable onPrompt) {
        this.model = model;
        this.sites = List.copyOf(sites);
        this.d = model.architecture().width();
        this.together = Math.max(1, NUMBERS / (d * Math.max(1, this.sites.size())));
        this.onPrompt = onPrompt;
    }

    /** One operator for each place of h. */
    List<LinearOperator> mean(List<InContextPrompt> prompts) {
        List<Sum> sums = new ArrayList<>();
        for (int site = 0; site < sites.size(); site++) {
            sums.add(new Sum(d, prompts.size()));
        }
        for (PromptStates states : new StateReader(model, sites).read(prompts)) {
            try (PrefixCache run = model.prefill(PromptGroups.batch(List.of(states.prompt())), Keep.forReplay())) {
                for (int first = 0; first < d; first += together) {
                    Gradients rows = rows(run, states.prompt(), first);
                    for (int site = 0; site < sites.size(); site++) {
                        sums.get(site).add(rows, site, first, states);
                    }
                }
            }
            onPrompt.run();
        }
        return sums.stream().map(sum -> new LinearOperator(sum.w, sum.b)).toList();
    }

    /** The rows of J from one on, in all layers. */
    private Gradients rows(PrefixCache run, InContextPrompt prompt, int first) {
        int rows = Math.min(together, d - first);
        List<Loss> losses = new ArrayList<>();
        for (int row = first; row < first + rows; row++) {
            float[] unit = new float[d];
            unit[row] = 1;
            losses.add(new Loss.Along(unit));
        }
        return model.vjp(
                Collections.nCopies(rows, new Row(run, 0, List.of())),
                losses,
                sites,
                Collections.nCopies(rows, prompt.subjectLast()));
    }

    /** W and b of one place of h, prompt by prompt; mutable. */
    private static final class Sum {

        private final int d;
        private final int prompts;
        private final float[] w;
        private final float[] b;

        Sum(int d, int prompts) {
            this.d = d;
            this.prompts = prompts;
            this.w = new float[d * d];
            this.b = new float[d];
        }

        /** Adds some rows of a prompt's J, from one on, and what b takes of them. */
        void add(Gradients rows, int site, int first, PromptStates states) {
            for (int row = 0; row < rows.rows(); row++) {
                int i = first + row;
                float[] jacobian = rows.of(row, site);
                double linear = 0;
                for (int j = 0; j < d; j++) {
                    linear += (double) jacobian[j] * states.h(site)[j];
                    w[i * d + j] += jacobian[j] / prompts;
                }
                b[i] += (float) ((states.z()[i] - linear) / prompts);
            }
        }
    }
}
