package dev.retrace.reports.figure;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.IdleLane;
import dev.retrace.reports.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import tools.jackson.databind.node.ObjectNode;

/** Runs the {@code plot} step as the engine would. */
public final class Plots {

    private Plots() {}

    /** The parameters of a heat map of {@code ie} by layer and bucket, to be changed by the test. */
    public static ObjectNode heatMap() {
        ObjectNode parameters = Json.mapper().createObjectNode();
        parameters.put("kind", "heatmap").put("x", "layer").put("y", "bucket").put("value", "ie");
        parameters
                .put("normalisation", "paper")
                .put("unit", "fact")
                .put("guard", 0)
                .put("resamples", 1000)
                .put("seed", 0)
                .put("colors", "purples");
        List.of("where", "y-text", "combine").forEach(parameters::putArray); // as a workflow that gives none
        return parameters;
    }

    /** The parameters of bars or lines of {@code ie} by layer, one series per value of {@code blocked}. */
    public static ObjectNode series(String kind) {
        ObjectNode parameters = heatMap();
        parameters.remove("y");
        return parameters.put("kind", kind).put("series", "blocked").put("normalisation", "proper");
    }

    /** The file that the step writes into the folder for this table. */
    public static Path draw(Path folder, Table table, ObjectNode parameters) throws IOException {
        Path input = folder.resolve("table.csv");
        table.write(input);
        PlotStep step = new PlotStep();
        Part part = new Part(Map.of(), new InputFile(input, DigestUtils.sha256Hex(Files.readAllBytes(input))));
        Inputs inputs = new Inputs(Map.of("table", List.of(part)), sha256 -> input);
        Outputs outputs = new Outputs(folder, step.descriptor().outputs());
        step.run(ParameterCodec.read(PlotStep.Parameters.class, parameters), inputs, outputs, new IdleLane());
        return outputs.file("figure");
    }

    /** The file that the step {@code schematic} writes into the folder for this drawing. */
    public static Path schematic(Path folder, String drawing) throws IOException {
        SchematicStep step = new SchematicStep();
        Outputs outputs = new Outputs(folder, step.descriptor().outputs());
        ObjectNode parameters =
                Json.mapper().createObjectNode().put("drawing", drawing).put("caption", "");
        step.run(
                ParameterCodec.read(SchematicStep.Parameters.class, parameters),
                new Inputs(Map.of(), sha256 -> folder),
                outputs,
                new IdleLane());
        return outputs.file("figure");
    }

    static FigureDocument document(Path folder, Table table, ObjectNode parameters) throws IOException {
        return Json.mapper().readValue(Files.readAllBytes(draw(folder, table, parameters)), FigureDocument.class);
    }

    /** The chart of a figure that is one. */
    static FigureDocument.Chart chart(FigureDocument figure) {
        return Objects.requireNonNull(figure.chart());
    }
}
