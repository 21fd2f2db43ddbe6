package dev.retrace.reports.page;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.text.Json;
import dev.retrace.reports.text.VisibleText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Makes one HTML page of figures, a pure function of content: nothing in it tells when, where or how
 * often it was made.
 */
public final class ReportStep implements Step<ReportStep.Parameters> {

    private static final String FIGURES = "figures";
    private static final String DIGEST_PREFIX = "sha256:";

    /** What the report says above its figures. */
    record Parameters(
            @Param(doc = "The report's heading; else the workflow's name.", defaultValue = Param.ABSENT) @Nullable
            String title,

            @Param(doc = "The paper whose figures these are.", defaultValue = "")
            String paper,

            @Param(doc = "How to cite that paper, as BibTeX; shown after the report's own entry.", defaultValue = "")
            String citation,

            @Param(doc = "What a reader must know before the figures, such as that this is a demo.", defaultValue = "")
            String note,

            @Param(
                    doc = "Whether figures are drawn as SVG files too, in a second Java: some seconds.",
                    defaultValue = "true")
            boolean vectors) {

        Parameters {
            if (citation.length() > Citation.LONGEST) {
                throw new IllegalArgumentException("citation must have at most " + Citation.LONGEST
                        + " characters, but has " + citation.length() + "; give the entries of the paper alone");
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("report", 5, "Makes one self-contained HTML page of figures.", Parameters.class)
                .taking(InputSlot.files(FIGURES, "Figures in the order of the page, from 'plot' and 'schematic'.")
                        .accepting("figure"))
                .giving(
                        new OutputSlot("report", "html"),
                        new OutputSlot("data", "json"),
                        new OutputSlot(FIGURES, "zip"))
                .withLineage();
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Optional<InputFile> told = inputs.optional("lineage");
        Lineage lineage = told.isPresent() ? Lineage.read(told.get().path()) : Lineage.NONE;
        String content = told.map(InputFile::sha256).orElse("");
        ReportView view = view(parameters, lineage, content, figures(inputs.parts(FIGURES), lineage), inputs);
        Frame frame =
                Frame.of(view.title(), List.of("page.css"), "packed.js", "view.js", "table.js", "report.js", "copy.js");
        Files.write(outputs.file("report"), Templates.render("report.jte", frame, view));
        Files.write(outputs.file("data"), ReportData.of(view).toJson());
        Map<String, String> drawings = parameters.vectors() ? FigureFiles.drawings(view.figures(), lane) : Map.of();
        Files.write(outputs.file(FIGURES), FigureFiles.zipped(view.figures(), drawings));
    }

    private static ReportView view(
            Parameters parameters, Lineage lineage, String content, List<FigureView> figures, Inputs inputs) {
        Lineage.Workflow workflow = lineage.workflow();
        String named = parameters.title() != null ? parameters.title() : workflow.name();
        String title = named.isBlank() ? "Report" : named;
        Provenance provenance = Provenance.of(lineage.cells(), digest -> json(inputs, digest));
        return new ReportView(
                VisibleText.of(title),
                VisibleText.of(parameters.paper()),
                VisibleText.of(workflow.name()),
                VisibleText.of(workflow.description()),
                VisibleText.of(parameters.note()),
                Summary.of(lineage, provenance),
                provenance,
                figures,
                lineage.missing().stream().map(ReportStep::missing).toList(),
                Citation.of(title, lineage, content, parameters.citation()));
    }

    private static List<FigureView> figures(List<Part> parts, Lineage lineage) throws IOException {
        List<FigureView> figures = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (Part part : parts) {
            String id = part.coordinates().getOrDefault("step", "");
            List<Stage> stages = lineage.maker(id, DIGEST_PREFIX + part.file().sha256())
                    .map(cell -> Stage.of(lineage.chain(cell)))
                    .orElse(List.of());
            figures.add(FigureView.of(part, figure(part, id), stages, taken));
        }
        return figures;
    }

    private static FigureDocument figure(Part part, String id) throws IOException {
        try {
            FigureDocument figure =
                    Json.mapper().readValue(Files.readAllBytes(part.file().path()), FigureDocument.class);
            if (figure.schema() != FigureDocument.SCHEMA) {
                throw new StepException("figures: '" + id + "' is a figure of schema " + figure.schema()
                        + ", but this version reads " + FigureDocument.SCHEMA + "; draw it again with 'plot'");
            }
            return figure;
        } catch (JacksonException | NullPointerException malformed) {
            throw new StepException(
                    "figures: '" + id + "' is not a figure; list steps that draw, such as 'plot'", malformed);
        }
    }

    private static ReportView.Missing missing(Lineage.Missing missing) {
        String name = missing.cell().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._]+", "-");
        return new ReportView.Missing(
                "fig-" + name, VisibleText.of(missing.cell()), VisibleText.of(missing.message()), missing.position());
    }

    private static JsonNode json(Inputs inputs, String digest) {
        try {
            return Json.mapper().readTree(Files.readAllBytes(inputs.locate(digest.substring(DIGEST_PREFIX.length()))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (JacksonException notJson) {
            throw new StepException("lineage: the model description " + digest + " is not JSON", notJson);
        }
    }
}
