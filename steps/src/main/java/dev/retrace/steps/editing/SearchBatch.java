package dev.retrace.steps.editing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.editing.ValueSearch.Measured;
import dev.retrace.steps.intervention.Intervention.Add;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Gradients;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Loss;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.Vector;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches the values of several requests at once: every prompt of every request is a row of one batch, in
 * which the request's δ is added where the edited matrix gives its value. Requests whose search has ended
 * leave the batch.
 */
record SearchBatch(LanguageModel model, EditSite site, Hyperparameters hyper, NDManager owner, RequestRun run) {

    /** The ended searches, one a request. */
    List<ValueSearch> search() {
        List<ValueSearch> searches = new ArrayList<>();
        for (int request = 0; request < run.requests(); request++) {
            searches.add(new ValueSearch(hyper, run.value(request)));
        }
        List<Integer> going = going(searches);
        while (!going.isEmpty()) {
            List<Measured> measured = measure(
                    going,
                    going.stream().map(request -> searches.get(request).delta()).toList());
            for (int i = 0; i < going.size(); i++) {
                searches.get(going.get(i)).take(measured.get(i));
            }
            going = going(searches);
        }
        return searches;
    }

    private static List<Integer> going(List<ValueSearch> searches) {
        List<Integer> going = new ArrayList<>();
        for (int i = 0; i < searches.size(); i++) {
            if (searches.get(i).end() == null) {
                going.add(i);
            }
        }
        return going;
    }

    /** Losses and slopes of some requests at some δ. */
    List<Measured> measure(List<Integer> requests, List<Vector> deltas) {
        return Scoped.value(() -> {
            List<Row> rows = new ArrayList<>();
            List<Loss> losses = new ArrayList<>();
            List<Integer> tokens = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                NDArray delta = owner.create(deltas.get(i).narrow());
                int begin = run.begin(requests.get(i));
                for (int line = begin; line <= begin + run.contexts(requests.get(i)); line++) {
                    int token = run.line(line).subjectLast();
                    rows.add(new Row(run.run(), line, List.of(new Add(site.value(), TokenSpan.at(token), delta))));
                    losses.add(run.line(line).loss());
                    tokens.add(token);
                }
            }
            Gradients gradients = model.vjp(rows, losses, List.of(site.value()), tokens);
            return measured(requests, gradients);
        });
    }

    private List<Measured> measured(List<Integer> requests, Gradients gradients) {
        List<Measured> measured = new ArrayList<>();
        int first = 0;
        for (int request : requests) {
            int contexts = run.contexts(request);
            List<Double> likelihoods = new ArrayList<>();
            Vector slope = Vector.zeros(gradients.of(first, 0).length);
            for (int context = first; context < first + contexts; context++) {
                likelihoods.add(gradients.value(context));
                slope = slope.plus(Vector.of(gradients.of(context, 0)), 1.0 / contexts);
            }
            int essence = first + contexts;
            slope = slope.plus(Vector.of(gradients.of(essence, 0)), hyper.divergence());
            measured.add(new Measured(likelihoods, gradients.value(essence), slope));
            first = essence + 1;
        }
        return measured;
    }
}
