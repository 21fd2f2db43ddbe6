package dev.retrace.steps.relation;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
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
        List<Integer> subjects =
                prompts.stream().map(InContextPrompt::subjectLast).toList();
        List<Integer> ends = prompts.stream().map(prompt -> prompt.length() - 1).toList();
        List<List<float[]>> h = sites.stream()
                .map(site -> TensorRows.oneOfEach(run.kept(site), subjects))
                .toList();
        Site last = new Site(State.H, model.architecture().layers() - 1);
        List<float[]> z = TensorRows.oneOfEach(run.kept(last), ends);
        List<PromptStates> states = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            int prompt = i;
            List<float[]> own = h.stream().map(site -> site.get(prompt)).toList();
            states.add(new PromptStates(prompts.get(i), answers.token(i), own, z.get(i)));
        }
        return states;
    }
}
