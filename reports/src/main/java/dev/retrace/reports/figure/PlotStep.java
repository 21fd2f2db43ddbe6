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
import dev.retrace.reports.published.PublishedFigure;
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
                    doc =
                            "What is drawn: heatmap; bars, lines or boxes over x; dots, one for every y, the greatest first,"
                                    + " below that of all; table, a row for every y and a column for every x. Bars, lines and"
                                    + " dots with standard errors; boxes have the quartiles of observations, whiskers and"
                                    + " outliers.")
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
                    doc = "Of bars, lines and boxes, the column that tells them apart: blocked, setting.",
                    defaultValue = Param.ABSENT)
            @Nullable
            String series,

            @Param(
                    doc = "Rows to draw, as column=value, such as position=subject_last; all that are named must hold.",
                    defaultValue = "[]")
            List<String> where,

            @Param(
                    doc = "Of a heat map, the columns with the words of its rows, such as [token_text, corrupt_text];"
                            + " else the values of y.",
                    defaultValue = "[]")
            List<String> yText,

            @Param(
                    doc = "Of a heat map, bars or lines, the column for each of whose values there is one drawing, all"
                            + " on one scale.",
                    defaultValue = Param.ABSENT)
            @Nullable
            String panel,

            @Param(
                    doc = "Rows to add up, observation by observation: [state=o, -state=g, -state=s] shows o - g - s.",
                    defaultValue = "[]")
            List<String> combine,

            @Param(
                    doc = "Published values to draw and to compare beside ours, such as romba/2b, on the same scale;"
                            + " models of different depths are related by relative depth.",
                    defaultValue = Param.ABSENT)
            @Nullable
            String published,

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

            @Param(
                    doc = "How often observations are drawn again for the 95 % intervals (percentile bootstrap); 0"
                            + " takes 1.96 standard errors instead.",
                    defaultValue = "1000")
            int resamples,

            @Param(doc = "Of the draws for the intervals.", defaultValue = "0")
            long seed,

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
            yText = List.copyOf(yText);
            combine = List.copyOf(combine);
            where.forEach(RowFilter::parse); // refuses what no condition can be
            Combination.of(combine); // and what is no sum
            new Bootstrap(resamples, seed);
            requireAxes(kind, x, y, series);
            requireExtras(kind, yText, panel, combine, published);
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

        /** How intervals are found. */
        Bootstrap bootstrap() {
            return new Bootstrap(resamples, seed);
        }

        private static boolean hasRows(FigureKind kind) {
            return kind == FigureKind.HEATMAP || kind == FigureKind.DOTS || kind == FigureKind.TABLE;
        }

        private static void requireExtras(
                FigureKind kind,
                List<String> yText,
                @Nullable String panel,
                List<String> combine,
                @Nullable String published) {
            if (published != null) {
                PublishedFigure.of(published); // refuses what there is not
            }
            boolean plain = kind == FigureKind.DOTS || kind == FigureKind.TABLE || kind == FigureKind.BOXES;
            if (plain && (panel != null || published != null || !combine.isEmpty())) {
                throw new IllegalArgumentException("kind " + word(kind) + " has no panel, combine or published");
            } else if (kind != FigureKind.HEATMAP && !yText.isEmpty()) {
                throw new IllegalArgumentException("kind " + word(kind) + " has no y-text");
            } else if (panel != null && (published != null || !combine.isEmpty())) {
                throw new IllegalArgumentException(
                        "panel shows rows apart that combine adds up, or that published has none of; give one of them");
            }
        }

        private static String word(FigureKind kind) {
            return kind.name().toLowerCase(Locale.ROOT);
        }

        private static void requireAxes(
                FigureKind kind, @Nullable String x, @Nullable String y, @Nullable String series) {
            require(kind, "x", x, kind != FigureKind.DOTS);
            require(kind, "y", y, hasRows(kind));
            require(kind, "series", series, !hasRows(kind));
        }

        private static void require(FigureKind kind, String name, @Nullable String column, boolean needed) {
            if (needed && column == null) {
                throw new IllegalArgumentException("kind " + word(kind) + " needs " + name + ", a column of the table");
            } else if (!needed && column != null) {
                throw new IllegalArgumentException("kind " + word(kind) + " has no " + name + ": " + axes(kind));
            }
        }

        private static String axes(FigureKind kind) {
            return switch (kind) {
                case HEATMAP, TABLE -> "it takes x, y and value";
                case BARS, LINES, BOXES -> "it takes x, series and value";
                case DOTS -> "it takes y, and has the value along the horizontal axis";
            };
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("plot", 4, "Draws a table as a figure, averaged over facts.", Parameters.class)
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
