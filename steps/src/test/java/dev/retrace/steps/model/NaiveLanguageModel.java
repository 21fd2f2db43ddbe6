package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A model without replay: every row is a whole pass in double precision, every derivative a difference of two. What an experiment gives on it is
 * what the experiment must give on the model that it is the twin of.
 */
public final class NaiveLanguageModel implements LanguageModel {

    /** Of central differences. */
    private static final double STEP = 1e-5;

    private final Architecture architecture;
    private final NaiveModel model;
    private final NaiveReplay replay;
    private final NDManager owner = TorchEngine.newManager(TestDevice.NAME);

    private NaiveLanguageModel(Architecture architecture, NaiveModel model) {
        this.architecture = architecture;
        this.model = model;
        this.replay = new NaiveReplay(model);
    }

    /** A model and its naive twin, with the same random weights. */
    public record Twins(LanguageModel model, LanguageModel naive) implements AutoCloseable {

        @Override
        public void close() {
            model.close();
            naive.close();
        }
    }

    /** Twins of every family, in shapes of their own, to be opened one after another. */
    public static List<ModelConfig> shapes() {
        return Shapes.all();
    }

    /** Tokens that the models of {@link #shapes} know. */
    public static final int VOCABULARY = Shapes.VOCABULARY;

    /** Opens twins. */
    public static Twins twins(ModelConfig config) {
        RandomWeights weights = RandomWeights.of(config, 0.2);
        LanguageModel model = weights.model(TorchEngine.newManager(TestDevice.NAME));
        return new Twins(model, new NaiveLanguageModel(model.architecture(), weights.naive()));
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public int replayTokens() {
        return 1 << 14;
    }

    @Override
    public PrefixCache prefill(TokenBatch prompts, Keep keep) {
        Run run = new Run(prompts);
        replay.know(run, prompts);
        return run;
    }

    @Override
    public Readout replay(List<Row> rows, Query query) {
        Scores scores = new Scores(query, rows.size());
        for (int row = 0; row < rows.size(); row++) {
            double[] probabilities = replay.probabilities(rows.get(row));
            int token =
                    query instanceof Query.Probability asked ? asked.tokens().get(row) : greatest(probabilities);
            scores.set(
                    row,
                    token,
                    (float) probabilities[token],
                    probabilities[token] >= probabilities[greatest(probabilities)]);
        }
        return scores;
    }

    @Override
    public Gradients vjp(List<Row> rows, List<Loss> losses, List<Site> sites, List<Integer> tokens) {
        Gradients gradients = new Gradients(rows.size(), sites.size());
        for (int row = 0; row < rows.size(); row++) {
            NaiveLoss loss = new NaiveLoss(replay, rows.get(row), losses.get(row));
            gradients.add(row, loss.value());
            for (int site = 0; site < sites.size(); site++) {
                Site at = sites.get(site);
                float[] slope =
                        new float[Objects.requireNonNull(architecture.states().get(at.state()))];
                for (int i = 0; i < slope.length; i++) {
                    slope[i] = (float) loss.slope(at, tokens.get(row), i, STEP);
                }
                gradients.set(row, site, slope);
            }
        }
        return gradients;
    }

    @Override
    public List<float[]> decode(List<float[]> residuals) {
        return residuals.stream()
                .map(residual -> {
                    double[] logits = model.decoded(new double[][] {wide(residual)})[0];
                    float[] narrow = new float[logits.length];
                    for (int i = 0; i < narrow.length; i++) {
                        narrow[i] = (float) logits[i];
                    }
                    return narrow;
                })
                .toList();
    }

    @Override
    public void close() {
        owner.close();
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static int greatest(double[] values) {
        int greatest = 0;
        for (int i = 1; i < values.length; i++) {
            greatest = values[i] > values[greatest] ? i : greatest;
        }
        return greatest;
    }

    private final class Run implements PrefixCache {

        private final TokenBatch prompts;

        Run(TokenBatch prompts) {
            this.prompts = prompts;
        }

        @Override
        public int prompts() {
            return prompts.prompts().size();
        }

        @Override
        public int length(int prompt) {
            return prompts.prompts().get(prompt).length;
        }

        @Override
        public NDArray kept(Site site) {
            int width = Objects.requireNonNull(architecture.states().get(site.state()));
            int longest =
                    prompts.prompts().stream().mapToInt(ids -> ids.length).max().orElse(0);
            float[] all = new float[prompts() * longest * width];
            for (int prompt = 0; prompt < prompts(); prompt++) {
                double[][] value = recorded(prompt, site);
                for (int i = 0; i < value.length * width; i++) {
                    all[prompt * longest * width + i] = (float) value[i / width][i % width];
                }
            }
            return owner.create(all, new Shape(prompts(), longest, width));
        }

        private double[][] recorded(int prompt, Site wanted) {
            Map<Site, double[][]> values = new HashMap<>();
            model.logits(prompts.prompts().get(prompt), prompts.pads().get(prompt), new NaiveModel.Hook() {
                @Override
                public void at(Site site, double[][] value) {
                    values.put(site, Formula.map(value, v -> v));
                }

                @Override
                public void projected(Weight weight, int layer, double[][] x, double[][] y) {}
            });
            return Objects.requireNonNull(values.get(wanted));
        }

        @Override
        public void close() {}
    }
}
