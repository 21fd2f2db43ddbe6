package dev.retrace.steps.training;

import dev.retrace.engine.table.Table;
import java.util.List;
import java.util.Locale;

/** The table of a training's losses; accumulates. */
final class Losses {

    private final Training training;
    private final List<int[]> validation;
    private final long tokens;
    private final Table.Builder table = Table.of("step", "tokens", "texts", "loss", "learning_rate", "gradient_norm");
    private Training.Taken last = new Training.Taken(Double.NaN, Double.NaN, Double.NaN);
    private double sum;
    private int noted;

    /**
     * @param validation rows; none if there are no such texts
     * @param tokens of a step
     */
    Losses(Training training, List<int[]> validation, long tokens) {
        this.training = training;
        this.validation = validation;
        this.tokens = tokens;
    }

    void note(Training.Taken taken) {
        sum += taken.loss();
        noted++;
        last = taken;
    }

    /** Adds the mean over the steps since the last time, and the validation's loss; a line that says so. */
    String tell() {
        double mean = sum / noted;
        row("training", mean);
        String line = String.format(Locale.ROOT, "step %d: training loss %.4f", training.step(), mean);
        if (!validation.isEmpty()) {
            double held = training.loss(validation);
            row("validation", held);
            line += String.format(Locale.ROOT, ", validation loss %.4f", held);
        }
        sum = 0;
        noted = 0;
        return line;
    }

    private void row(String texts, double loss) {
        table.row(training.step(), training.step() * tokens, texts, loss, last.rate(), last.norm());
    }

    Table table() {
        return table.build();
    }
}
