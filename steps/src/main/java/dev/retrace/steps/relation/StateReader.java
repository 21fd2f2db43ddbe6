package dev.retrace.steps.relation;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Runs prompts, and reads h, z and the answer.
 *
 * @param sites where h is taken
 */
record StateReader(LanguageModel model, List<Site> sites) {

    StateReader {
        sites = List.copyOf(sites);
    }

    /** One after another, some at a time. */
    List<PromptStates> read(List<InContextPrompt> prompts) {
        List<PromptStates> all = new ArrayList<>();
        for (List<InContextPrompt> group : PromptGroups.of(prompts, model.architecture())) {
            try (PrefixCache run = model.prefill(PromptGroups.batch(group), Keep.states(State.H))) {
                all.addAll(read(run, group));
            }
        }
        return all;
    }

    private List<PromptStates> read(PrefixCache run, List<InContextPrompt> prompts) {
        List<Row> rows = IntStream.range(0, prompts.size())
                .mapToObj(prompt -> new Row(run, prompt, List.of()))
                .toList();
        Readout answers = model.replay(rows, new Query.Top());
        int[] subjects = prompts.stream().mapToInt(InContextPrompt::subjectLast).toArray();
        int[] ends = prompts.stream().mapToInt(prompt -> prompt.length() - 1).toArray();
        List<float[][]> h =
                sites.stream().map(site -> vectors(run, site, subjects)).toList();
        float[][] z = vectors(run, new Site(State.H, model.architecture().layers() - 1), ends);
        List<PromptStates> states = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            int prompt = i;
            List<float[]> own = h.stream().map(site -> site[prompt]).toList();
            states.add(new PromptStates(prompts.get(i), answers.token(i), own, z[i]));
        }
        return states;
    }

    /** A state of each prompt at one token of its own. */
    private static float[][] vectors(PrefixCache run, Site site, int[] tokens) {
        NDArray kept = run.kept(site); // (f, l, d)
        long longest = kept.getShape().get(1);
        int d = Math.toIntExact(kept.getShape().get(2));
        long[] lines = IntStream.range(0, tokens.length)
                .mapToLong(prompt -> prompt * longest + tokens[prompt])
                .toArray();
        float[] all = Scoped.value(() ->
                TensorRows.take(kept.getManager(), kept.reshape(-1, d), lines).toFloatArray());
        float[][] vectors = new float[tokens.length][d];
        for (int prompt = 0; prompt < tokens.length; prompt++) {
            System.arraycopy(all, prompt * d, vectors[prompt], 0, d);
        }
        return vectors;
    }
}
