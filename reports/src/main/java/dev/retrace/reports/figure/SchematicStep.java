package dev.retrace.reports.figure;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.reports.text.Json;
import dev.retrace.reports.text.VisibleText;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives one of our drawings as a figure, for the schematics among a paper's figures. */
public final class SchematicStep implements Step<SchematicStep.Parameters> {

    /** Which drawing, and its words. */
    record Parameters(
            @Param(doc = "Which: block, patching, path-blocking, knock-out or token-knockout.")
            Schematic drawing,

            @Param(doc = "The figure's heading; else the drawing's.", defaultValue = Param.ABSENT) @Nullable
            String title,

            @Param(doc = "What the figure shows, in sentences.", defaultValue = "")
            String caption,

            @Param(
                    doc = "The number of the published figure in whose place it stands, such as 2a.",
                    defaultValue = Param.ABSENT)
            @Nullable
            String paperFigure) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("schematic", 1, "Gives one of Retrace's own drawings as a figure.", Parameters.class)
                .giving(new OutputSlot("figure", "json"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Schematic drawing = parameters.drawing();
        String title = parameters.title();
        String number = parameters.paperFigure();
        FigureDocument figure = new FigureDocument(
                FigureDocument.SCHEMA,
                "schematic",
                number == null ? null : VisibleText.of(number),
                VisibleText.of(title == null ? drawing.title() : title),
                VisibleText.of(parameters.caption()),
                new FigureDocument.Sample("", 0, 0, List.of()),
                List.of(),
                "",
                null,
                new FigureDocument.Labels("", "", ""),
                drawing.description(),
                null,
                new FigureDocument.Values(List.of(), 0, List.of()),
                null,
                null,
                drawing.word());
        Files.write(outputs.file("figure"), Json.mapper().writeValueAsBytes(figure));
    }
}
