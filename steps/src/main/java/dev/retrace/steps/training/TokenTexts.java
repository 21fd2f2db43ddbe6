package dev.retrace.steps.training;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Draw;
import dev.retrace.steps.tokenizer.Encoding;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of texts as tokens.
 *
 * @param training texts to learn
 * @param validation texts to measure by
 */
record TokenTexts(List<RowStream.Text> training, List<RowStream.Text> validation) {

    static final String TRAINING = "training";
    static final String VALIDATION = "validation";

    /**
     * Reads a table with the columns {@code id}, {@code split} and {@code text}.
     *
     * @param seed of the draws that order the texts
     * @throws StepException if there is nothing to learn, or a split is called something else
     */
    static TokenTexts of(Table table, Tokenizer tokenizer, long seed) {
        List<RowStream.Text> training = new ArrayList<>();
        List<RowStream.Text> validation = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            String split = table.text(row, "split");
            if (!split.equals(TRAINING) && !split.equals(VALIDATION)) {
                throw new StepException("texts, row " + (row + 1) + ": split is '" + TRAINING + "' or '" + VALIDATION
                        + "', not '" + split + "'");
            }
            List<Integer> tokens = tokenizer.encode(table.text(row, "text")).tokens().stream()
                    .map(Encoding.Token::id)
                    .toList();
            if (!tokens.isEmpty()) {
                long draw = Draw.of(seed, "order", table.text(row, "id"));
                (split.equals(TRAINING) ? training : validation).add(new RowStream.Text(draw, tokens));
            }
        }
        if (training.isEmpty()) {
            throw new StepException("there is no text to learn among " + table.size() + " texts");
        }
        return new TokenTexts(training, validation);
    }

    /** Of all texts to learn. */
    long tokens() {
        return training.stream().mapToLong(text -> text.tokens().size()).sum();
    }
}
