package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Add;
import dev.retrace.steps.intervention.Intervention.AtSite;
import dev.retrace.steps.intervention.Intervention.RankOne;
import dev.retrace.steps.intervention.Intervention.Replace;
import dev.retrace.steps.intervention.Intervention.Restore;
import dev.retrace.steps.intervention.Intervention.Sever;
import dev.retrace.steps.intervention.Noise;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a replay must equal: each row as a whole pass in double precision, changed by callbacks. */
final class NaiveReplay {

    private final NaiveModel model;
    private final IdentityHashMap<PrefixCache, TokenBatch> prompts = new IdentityHashMap<>();
    private final IdentityHashMap<PrefixCache, Map<Integer, Map<Site, double[][]>>> recorded = new IdentityHashMap<>();

    NaiveReplay(NaiveModel model) {
        this.model = model;
    }

    /** Says which prompts a run was made of. */
    void know(PrefixCache run, TokenBatch of) {
        prompts.put(run, of);
    }

    /** The last token's probabilities of a changed row. */
    double[] probabilities(Row row) {
        TokenBatch batch = batch(row.base());
        return model.probabilities(
                batch.prompts().get(row.prompt()), batch.pads().get(row.prompt()), changes(row, (s, v) -> {}));
    }

    /** The logits of every token of a changed row. */
    double[][] logits(Row row) {
        return logits(row, (site, value) -> {});
    }

    /** Moves a value after all changes of it. */
    interface Nudge {
        void at(Site site, double[][] value);
    }

    /** The same, nudged. */
    double[][] logits(Row row, Nudge nudge) {
        TokenBatch batch = batch(row.base());
        return model.logits(batch.prompts().get(row.prompt()), batch.pads().get(row.prompt()), changes(row, nudge));
    }

    /** The residual stream of every token after the last block. */
    double[][] residual(Row row, Nudge nudge) {
        List<double[][]> seen = new ArrayList<>();
        Site last = new Site(State.H, model.config().layers() - 1);
        logits(row, (site, value) -> {
            nudge.at(site, value);
            if (site.equals(last)) {
                seen.add(Formula.map(value, v -> v));
            }
        });
        return seen.get(0);
    }

    private TokenBatch batch(PrefixCache run) {
        TokenBatch batch = prompts.get(run);
        if (batch == null) {
            throw new IllegalStateException("a run that nothing is known of");
        }
        return batch;
    }

    private NaiveModel.Hook changes(Row row, Nudge nudge) {
        List<Intervention> changes = row.changes();
        Noise noise = batch(row.base()).noise().get(row.prompt());
        return new NaiveModel.Hook() {
            @Override
            public boolean severed(int layer, int channel, int target, int source) {
                return changes.stream()
                        .anyMatch(change -> change instanceof Sever sever
                                && sever.layer() == layer
                                && sever.sources().get(source)
                                && sever.targets().get(target)
                                && !sever.kept().members().get(channel));
            }

            @Override
            public boolean closed(int layer, int target, int source) {
                return changes.stream()
                        .anyMatch(change -> change instanceof Sever sever
                                && sever.strict()
                                && sever.layer() == layer
                                && sever.sources().get(source)
                                && sever.targets().get(target));
            }

            @Override
            public void at(Site site, double[][] value) {
                add(noise, site, value);
                for (Intervention change : changes) {
                    if (change instanceof AtSite at && at.site().equals(site)) {
                        for (int token = at.at().begin(); token < at.at().end(); token++) {
                            change(at, token, value[token]);
                        }
                    }
                }
                nudge.at(site, value);
            }

            @Override
            public void projected(Weight weight, int layer, double[][] x, double[][] y) {
                for (Intervention change : changes) {
                    if (change instanceof RankOne edit && edit.weight() == weight && edit.layer() == layer) {
                        edit(edit, x, y);
                    }
                }
            }
        };
    }

    private void add(@Nullable Noise noise, Site site, double[][] value) {
        if (noise != null && site.equals(Site.embedding())) {
            int width = value[0].length;
            float[] values = noise.values(model.embeddingDeviation(), width);
            for (int i = 0; i < values.length; i++) {
                value[noise.at().begin() + i / width][i % width] += values[i];
            }
        }
    }

    private void change(AtSite change, int token, double[] value) {
        for (int i = 0; i < value.length; i++) {
            if (change instanceof Restore restore) {
                value[i] = values(restore)[token][i];
            } else if (change instanceof Replace replace) {
                value[i] = given(replace.value(), token - change.at().begin(), i);
            } else if (change instanceof Add add) {
                value[i] += given(add.delta(), token - change.at().begin(), i);
            }
        }
    }

    private static double given(NDArray values, int line, int i) {
        return values.getShape().dimension() == 1 ? values.getFloat(i) : values.getFloat(line, i);
    }

    private static void edit(RankOne edit, double[][] x, double[][] y) {
        float[] u = edit.u().toFloatArray();
        float[] r = edit.r().toFloatArray();
        for (int t = 0; t < x.length; t++) {
            double product = 0;
            for (int i = 0; i < u.length; i++) {
                product += u[i] * x[t][i];
            }
            for (int i = 0; i < r.length; i++) {
                y[t][i] += product * r[i];
            }
        }
    }

    private double[][] values(Restore restore) {
        Map<Site, double[][]> all = recorded.computeIfAbsent(restore.from(), run -> new HashMap<>())
                .computeIfAbsent(restore.prompt(), prompt -> record(batch(restore.from()), prompt));
        double[][] values = all.get(restore.site());
        if (values == null) {
            throw new IllegalStateException("the naive model has no " + restore.site());
        }
        return values;
    }

    private Map<Site, double[][]> record(TokenBatch batch, int prompt) {
        Map<Site, double[][]> values = new HashMap<>();
        model.logits(batch.prompts().get(prompt), batch.pads().get(prompt), new NaiveModel.Hook() {
            @Override
            public void at(Site site, double[][] value) {
                add(batch.noise().get(prompt), site, value);
                values.put(site, Formula.map(value, v -> v));
            }

            @Override
            public void projected(Weight weight, int layer, double[][] x, double[][] y) {}
        });
        return values;
    }
}
