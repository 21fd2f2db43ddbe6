package dev.retrace.reports.page;

import dev.retrace.engine.step.StepException;
import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.figure.Schematic;
import gg.jte.Content;
import java.util.List;

/** What a figure's frame holds: a chart, a table for reading, or one of our drawings. */
public sealed interface FigureBody {

    /** Drawn by the page's program. */
    record Chart() implements FigureBody {}

    /**
     * A table for reading.
     *
     * @param rows the first text of each is its name
     */
    record Grid(List<String> columns, List<List<String>> rows) implements FigureBody {}

    /**
     * One of our drawings.
     *
     * @param svg a resource, never from a document
     */
    record Drawing(Content svg) implements FigureBody {}

    /**
     * The body of a document.
     *
     * @throws StepException if it has none that we know
     */
    static FigureBody of(FigureDocument document) {
        FigureDocument.Grid grid = document.grid();
        String schematic = document.schematic();
        if (document.chart() != null) {
            return new Chart();
        } else if (grid != null) {
            return new Grid(grid.columns(), grid.rows());
        } else if (schematic != null) {
            return drawing(schematic);
        }
        throw new StepException(
                "figures: '" + document.title() + "' has neither a chart nor a table nor a drawing; draw it again");
    }

    private static Drawing drawing(String name) {
        try {
            String svg = Schematic.called(name).svg();
            return new Drawing(output -> output.writeContent(svg));
        } catch (IllegalArgumentException unknown) {
            throw new StepException(
                    "figures: no drawing is called '" + name + "' in this version; make it again with 'schematic'",
                    unknown);
        }
    }
}
