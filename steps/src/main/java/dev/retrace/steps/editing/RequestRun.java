package dev.retrace.steps.editing;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.editing.request.EditRequest;
import dev.retrace.steps.editing.request.EditRequest.Prompt;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Loss;
import dev.retrace.steps.model.Positions;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tensor.TensorRows;
import dev.retrace.steps.tensor.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The unchanged run of some requests' prompts, each context with the target's tokens but the last behind it:
 * what keys are read from, and what the search for values restarts at the subject's last token.
 */
final class RequestRun implements AutoCloseable {

    private final List<EditRequest> requests;
    private final List<Line> lines = new ArrayList<>();
    private final PrefixCache run;
    private final List<Vector> inputs; // by line, what the matrix is given at the subject's last token
    private final List<Vector> values; // by line, what it gives there

    /**
     * A prompt of the run.
     *
     * @param request that it is of
     * @param subjectLast the token at which the request's value is changed
     * @param loss what is made small
     */
    record Line(int request, int subjectLast, Loss loss) {}

    RequestRun(LanguageModel model, EditSite site, List<EditRequest> requests) {
        this.requests = List.copyOf(requests);
        List<int[]> prompts = new ArrayList<>();
        List<Integer> lasts = new ArrayList<>();
        for (EditRequest request : requests) {
            for (Prompt context : request.contexts()) {
                List<Integer> ids = new ArrayList<>(context.ids());
                ids.addAll(request.target().subList(0, request.target().size() - 1));
                prompts.add(array(ids));
                lasts.add(context.subjectLast());
            }
            prompts.add(array(request.essence().ids()));
            lasts.add(request.essence().subjectLast());
        }
        Keep keep = new Keep(Set.of(site.value().state()), Set.of(site.matrix()), true, lasts);
        this.run = model.prefill(new TokenBatch(prompts), keep);
        try {
            this.inputs = at(run.input(site.matrix()), lasts);
            this.values = at(run.kept(site.value()), lasts);
            lines(model);
        } catch (RuntimeException | Error failed) {
            run.close();
            throw failed;
        }
    }

    private static int[] array(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /** One token's values of every prompt. */
    private static List<Vector> at(NDArray kept, List<Integer> tokens) {
        return TensorRows.oneOfEach(kept, tokens).stream().map(Vector::of).toList();
    }

    private void lines(LanguageModel model) {
        List<Loss> divergences = divergences(model);
        for (int request = 0; request < requests.size(); request++) {
            EditRequest of = requests.get(request);
            for (Prompt context : of.contexts()) {
                int first = context.ids().size() - 1;
                List<Integer> positions = IntStream.range(
                                first, first + of.target().size())
                        .boxed()
                        .toList();
                lines.add(new Line(request, context.subjectLast(), new Loss.LogLikelihood(positions, of.target())));
            }
            lines.add(new Line(request, of.essence().subjectLast(), divergences.get(request)));
        }
    }

    /** From the predictions at the subject's last token of the essence prompts, as they are unchanged. */
    private List<Loss> divergences(LanguageModel model) {
        List<Row> rows = new ArrayList<>();
        List<List<Integer>> positions = new ArrayList<>();
        for (int request = 0; request < requests.size(); request++) {
            EditRequest of = requests.get(request);
            rows.add(new Row(run, begin(request) + of.contexts().size(), List.of()));
            positions.add(List.of(of.essence().subjectLast()));
        }
        Readout readout = model.replay(rows, new Query.Logits(new Positions.Chosen(positions)));
        List<Loss> divergences = new ArrayList<>();
        for (int request = 0; request < requests.size(); request++) {
            float[] logs = Likelihood.logSoftmax(readout.logits(request)).narrow();
            divergences.add(new Loss.Divergence(requests.get(request).essence().subjectLast(), logs));
        }
        return divergences;
    }

    int requests() {
        return requests.size();
    }

    /** Where a request's prompts begin in the run; they are its contexts, and the essence prompt last. */
    int begin(int request) {
        return requests.subList(0, request).stream()
                .mapToInt(earlier -> earlier.contexts().size() + 1)
                .sum();
    }

    /** How many contexts a request has. */
    int contexts(int request) {
        return requests.get(request).contexts().size();
    }

    /** A prompt of the run. */
    Line line(int line) {
        return lines.get(line);
    }

    /** What replays start from. */
    PrefixCache run() {
        return run;
    }

    /** k: what the matrix is given at the subject's last token, mean over contexts. */
    Vector key(int request) {
        Vector mean = Vector.zeros(inputs.get(0).size());
        for (int context = 0; context < contexts(request); context++) {
            mean = mean.plus(inputs.get(begin(request) + context), 1.0 / contexts(request));
        }
        return mean;
    }

    /** k₀: the same of the bare prompt alone. */
    Vector bareKey(int request) {
        return inputs.get(begin(request));
    }

    /** v₀: what the matrix gives at the subject's last token of the bare prompt, its bias included. */
    Vector value(int request) {
        return values.get(begin(request));
    }

    @Override
    public void close() {
        run.close();
    }
}
