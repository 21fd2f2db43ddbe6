package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.List;

/**
 * Answers a query from the residual stream after the last block. Some lines at a time, so that all
 * logits of many tokens are never in tensors at once.
 *
 * @param scores filled with the answers
 */
record Reading(ResidualModel model, Query query, Scores scores) {

    /** Logits in tensors at once, at most, unless a single token has more. */
    private static final int ELEMENTS = 1 << 24;

    /** Tokens of the vocabulary whose logits are computed at once on a CPU, so that they stay in its caches. */
    private static final int PART = 2048;

    /** Checks a query. */
    static Reading of(ResidualModel model, Query query, List<ReplayRow> rows) {
        if (query instanceof Query.Probability asked) {
            requireOneEach(rows, asked.tokens().size(), "tokens to ask for");
            asked.tokens().forEach(model::requireToken);
        } else if (query instanceof Query.Logits asked) {
            asked.columns().forEach(model::requireToken);
            if (asked.at() instanceof Positions.Chosen chosen) {
                requireOneEach(rows, chosen.tokens().size(), "lists of positions");
                for (ReplayRow row : rows) {
                    for (int token : chosen.tokens().get(row.position())) {
                        if (token < 0 || token >= row.base().length()) {
                            throw new IllegalArgumentException("row " + row.position() + " has the positions 0 to "
                                    + (row.base().length() - 1) + ", but " + token + " was asked for");
                        }
                    }
                }
            }
        }
        return new Reading(model, query, new Scores(query, rows.size()));
    }

    /** Values can outgrow float16, and interventions can be given what is no number. */
    private static void requireNumber(ReplayRow row, float value) {
        if (Float.isNaN(value)) {
            throw new StepException("row " + row.position() + " has a probability that is no number: either a change"
                    + " was given such a value, or the model outgrew its precision; float16 ends at 65504, try"
                    + " float32");
        }
    }

    private static void requireOneEach(List<ReplayRow> rows, int given, String what) {
        if (given != rows.size()) {
            throw new IllegalArgumentException(rows.size() + " rows need as many " + what + ", not " + given);
        }
    }

    /** Replays rows and answers for them. */
    void of(List<ReplayRow> batch) {
        List<int[]> positions = batch.stream().map(this::positions).toList();
        NDArray h = model.family().normalized(new Replay(model, batch).run(positions));
        if (query instanceof Query.Logits asked) {
            logits(batch, positions, h, asked.columns());
        } else {
            probabilities(batch, h);
        }
    }

    private int[] positions(ReplayRow row) {
        Positions at = query instanceof Query.Logits asked ? asked.at() : new Positions.Last();
        return at.of(row.position(), row.base().length());
    }

    private void logits(List<ReplayRow> batch, List<int[]> positions, NDArray h, List<Integer> columns) {
        int lines = (int) h.getShape().get(0);
        int wide = columns.isEmpty() ? model.architecture().vocabulary() : columns.size();
        float[][] all = new float[lines][];
        int most = Math.max(1, ELEMENTS / wide);
        for (int first = 0; first < lines; first += most) {
            int begin = first;
            int end = Math.min(lines, first + most);
            float[] read = Scoped.value(
                    () -> logits(TensorRows.slice(h, begin, end), columns).toFloatArray());
            for (int line = begin; line < end; line++) {
                all[line] = new float[wide];
                System.arraycopy(read, (line - begin) * wide, all[line], 0, wide);
            }
        }
        int next = 0;
        for (int i = 0; i < batch.size(); i++) {
            float[][] ofRow = new float[positions.get(i).length][];
            System.arraycopy(all, next, ofRow, 0, ofRow.length);
            next += ofRow.length;
            scores.set(batch.get(i).position(), ofRow);
        }
    }

    private NDArray logits(NDArray h, List<Integer> columns) {
        Head head = model.family().head();
        return columns.isEmpty() ? head.of(h) : head.of(h, model.owner(), columns);
    }

    private void probabilities(List<ReplayRow> batch, NDArray h) {
        PartedSoftmax softmax = query instanceof Query.Probability asked
                ? PartedSoftmax.at(batch.stream()
                        .mapToLong(row -> asked.tokens().get(row.position()))
                        .toArray())
                : PartedSoftmax.atTop(batch.size());
        int vocabulary = model.architecture().vocabulary();
        int part = h.getDevice().isGpu() ? vocabulary : PART;
        for (int first = 0; first < vocabulary; first += part) {
            int begin = first;
            int end = Math.min(vocabulary, first + part);
            Scoped.run(() -> softmax.add(begin, model.family().head().of(h, begin, end)));
        }
        for (int i = 0; i < batch.size(); i++) {
            requireNumber(batch.get(i), softmax.probability(i));
            scores.set(batch.get(i).position(), softmax.token(i), softmax.probability(i), softmax.isTop(i));
        }
    }
}
