package dev.retrace.reports.figure;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.chart.ColorMap;
import dev.retrace.reports.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Averages a table over facts and draws it as one figure. */
public final class PlotStep implements Step<PlotStep.Parameters> {

    /** What a figure shows, and how. */
    record Parameters(
            @Param(
                    doc = "What is drawn: heatmap; bars or lines over x; dots, one for every y, the greatest first,"
                            + " below that of all. All but the heat map with standard errors.")
            FigureKind kind,

            @Param(
                    doc = "The column along the horizontal axis; dots have their value there.",
                    defaultValue = Param.ABSENT)
            @Nullable
            String x,

            @Param(
                    doc = "Of a heat map and of dots, the column along the vertical axis; of a heat map, token buckets"
                            + " come in the paper's order.",
                    defaultValue = Param.ABSENT)
            @Nullable
            String y,

            @Param(
                    doc = "Of bars and lines, the column that tells them apart: blocked, setting.",
                    defaultValue = Param.ABSENT)
            @Nullable
            String series,

            @Param(
                    doc = "Rows to draw, as column=value, such as position=subject_last; all that are named must hold.",
                    defaultValue = "[]")
            List<String> where,

            @Param(doc = "The column of the shown number, or its name without the normalisation: 'ie' is 'ie_paper'.")
            String value,

            @Param(
                    doc = "paper divides by p_high - p_low without subtracting p_low, as the published figures do; "
                            + "proper subtracts it, as the paper's definition does.",
                    defaultValue = "paper")
            Normalisation normalisation,

            @Param(
                    doc = "The column that tells one observation: rows are averaged within it first, then over it.",
                    defaultValue = "fact")
            String unit,

            @Param(
                    doc = "Observations with p_high - p_low below it are left out; 0, as published, leaves all in.",
                    defaultValue = "0")
            double guard,

            @Param(doc = "The figure's heading.", defaultValue = Param.ABSENT) @Nullable
            String title,

            @Param(doc = "What the figure shows, in sentences.", defaultValue = Param.ABSENT) @Nullable
            String caption,

            @Param(doc = "The colour map; the papers' figures use the first five.", defaultValue = "purples")
            ColorMap colors,

            @Param(
                    doc = "The value of the first colour, or at the foot of bars and lines; else fitted to the data.",
                    defaultValue = Param.ABSENT)
            @Nullable
            Double scaleMin,

            @Param(
                    doc = "The value of the last colour, or at the head of bars and lines; else fitted to the data.",
                    defaultValue = Param.ABSENT)
            @Nullable
            Double scaleMax,

            @Param(
                    doc = "The number of the published figure that this one reproduces, such as 2b.",
                    defaultValue = Param.ABSENT)
            @Nullable
            String paperFigure,

            @Param(doc = "The name of the horizontal axis; else its column.", defaultValue = Param.ABSENT) @Nullable
            String xLabel,

            @Param(doc = "The name of the vertical axis; else its column.", defaultValue = Param.ABSENT) @Nullable
            String yLabel,

            @Param(doc = "The name of the shown number; else its column.", defaultValue = Param.ABSENT) @Nullable
            String valueLabel) {

        Parameters {
            where = List.copyOf(where);
            where.forEach(RowFilter::parse); // refuses what no condition can be
            requireAxes(kind, x, y, series);
            if (!(guard >= 0 && Double.isFinite(guard))) {
                throw new IllegalArgumentException("guard must be 0 or more, but is " + guard);
            }
            if (scaleMin != null && scaleMax != null && !(scaleMin < scaleMax)) {
                throw new IllegalArgumentException(
                        "scale-min must be below scale-max, but they are " + scaleMin + " and " + scaleMax);
            }
        }

        /** The column of the first axis; dots have only one. */
        String first() {
            return Objects.requireNonNull(kind == FigureKind.DOTS ? y : x);
        }

        /** The column of the second axis: rows of a heat map, else series. */
        String second() {
            return Objects.requireNonNull(hasRows(kind) ? y : series);
        }

        private static boolean hasRows(FigureKind kind) {
            return kind == FigureKind.HEATMAP || kind == FigureKind.DOTS;
        }

        private static void requireAxes(
                FigureKind kind, @Nullable String x, @Nullable String y, @Nullable String series) {
            require(kind, "x", x, kind != FigureKind.DOTS);
            require(kind, "y", y, hasRows(kind));
            require(kind, "series", series, !hasRows(kind));
        }

        private static void require(FigureKind kind, String name, @Nullable String column, boolean needed) {
            String word = kind.name().toLowerCase(Locale.ROOT);
            if (needed && column == null) {
                throw new IllegalArgumentException("kind " + word + " needs " + name + ", a column of the table");
            } else if (!needed && column != null) {
                throw new IllegalArgumentException("kind " + word + " has no " + name + ": " + axes(kind));
            }
        }

        private static String axes(FigureKind kind) {
            return switch (kind) {
                case HEATMAP -> "it takes x, y and value";
                case BARS, LINES -> "it takes x, series and value";
                case DOTS -> "it takes y, and has the value along the horizontal axis";
            };
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("plot", 1, "Draws a table as a figure, averaged over facts.", Parameters.class)
                .taking(InputSlot.table("table", "One row per observation, such as the effects of 'patch'."))
                .giving(new OutputSlot("figure", "json"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Table table = RowFilter.of(parameters.where()).apply(inputs.table("table"));
        FigureDocument figure = parameters.kind().drawing().draw(parameters, table);
        Files.write(outputs.file("figure"), Json.mapper().writeValueAsBytes(figure));
    }
}
