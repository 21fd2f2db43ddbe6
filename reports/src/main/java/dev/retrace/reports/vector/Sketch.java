package dev.retrace.reports.vector;

import dev.retrace.engine.step.StepException;
import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.text.Json;
import dev.retrace.reports.text.VisibleText;
import java.util.Optional;

/**
 * A chart that is to be drawn.
 *
 * @param name of the figure, for messages
 * @param title for those who do not see it
 * @param description what it shows in a sentence, for those too
 * @param height pixels
 * @param option for {@code setOption}, as JSON
 */
public record Sketch(String name, String title, String description, int height, String option) {

    private static final int HIGHEST = 20_000;

    public Sketch {
        if (height < 1 || height > HIGHEST) {
            throw new StepException("figures: '" + name + "' is " + height + " pixels high, but a chart has from 1 to "
                    + HIGHEST + "; draw it again with 'plot'");
        }
    }

    /** The figure's chart, if it is one. */
    public static Optional<Sketch> of(String name, FigureDocument figure) {
        return Optional.ofNullable(figure.chart())
                .map(chart -> new Sketch(
                        name,
                        VisibleText.of(figure.title()),
                        VisibleText.of(figure.finding()),
                        chart.height(),
                        Json.mapper().writeValueAsString(chart.option())));
    }
}
