package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.IdleLane;
import dev.retrace.reports.figure.Plots;
import dev.retrace.reports.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ReportStepTest {

    private static final long BUDGET = 4L << 20;

    @TempDir
    private Path folder;

    @TempDir
    private Path other;

    @Test
    void theReportIsAFunctionOfContentAlone() throws IOException {
        String here = Files.readString(SampleReport.write(folder));
        String there = Files.readString(SampleReport.write(other));

        assertEquals(here, there);
        assertFalse(here.contains(folder.toString()), "the page names a folder");
    }

    @Test
    void theTablesBehindTheFiguresAreCsvFilesOfOneZip() throws IOException {
        Path report = SampleReport.write(folder);
        SampleReport.write(other);

        assertArrayEquals(
                Files.readAllBytes(folder.resolve("figures.zip")), Files.readAllBytes(other.resolve("figures.zip")));
        Map<String, Table> tables = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(report.resolveSibling("figures.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                tables.put(entry.getName(), Table.ofCsv(new String(zip.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        Table table = Objects.requireNonNull(tables.get("figure-2b.csv"), tables.keySet()::toString);
        JsonNode data = Json.mapper().readTree(folder.resolve("data.json").toFile());
        JsonNode figure = data.get("figures").get(0);
        assertEquals("figure-2b", figure.get("name").asString());
        assertEquals(table.size(), figure.at("/values/rows").size());
        int mean = table.columns().indexOf("mean");
        for (int row = 0; row < table.size(); row++) {
            JsonNode value = figure.at("/values/rows").get(row).get(mean);
            assertEquals(value.isNull() ? Double.NaN : value.doubleValue(), table.number(row, "mean"), 0.0);
        }
        assertTrue(data.get("missing").get(0).get("name").asString().startsWith("figure-3a"), data::toString);
    }

    @Test
    void theDrawingsLieBesideTheTables() throws IOException {
        new SampleReport(folder)
                .workflow("paper", "With drawings")
                .schematic("figure-1", "block")
                .figure("figure-2b", Plots.heatMap())
                .vectors()
                .report("report.html");

        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(folder.resolve("figures.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertEquals(List.of("figure-1.svg", "figure-2b.csv", "figure-2b.svg"), List.copyOf(files.keySet()));
        assertTrue(String.valueOf(files.get("figure-1.svg")).contains("<title>One Mamba block</title>"));
        assertTrue(String.valueOf(files.get("figure-2b.svg")).contains(">subject, last but one</text>"));
    }

    @Test
    void thePageIsSmall() throws IOException {
        assertTrue(Files.size(SampleReport.write(folder)) < BUDGET);
    }

    @Test
    void missingFiguresAreShownWithTheReason() throws IOException {
        String page = Files.readString(SampleReport.write(folder));

        assertTrue(page.contains("<section class=\"card missing\" id=\"fig-figure-3a\""));
        assertTrue(page.contains("trace-window[state=o]#2 failed: out of memory: needs 7.4 GB, 6.1 GB are free"));
    }

    @Test
    void theHeaderNamesModelDataComputationAndSeeds() throws IOException {
        String page = text(Files.readString(SampleReport.write(folder)));

        assertTrue(
                page.contains("mamba load-model family Mamba1 layers 16 width 256 state size 16 vocabulary 4096"),
                page);
        assertTrue(page.contains("Computation device cpu precision float32 torch 2.7"));
        assertTrue(page.contains("Seeds pairs 7"));
    }

    @Test
    void theHeadSaysInShortWhatTheReportRestsOnAndHowItIsMadeAgain() throws IOException {
        String page = text(Files.readString(SampleReport.write(folder)));

        String head = page.substring(0, page.indexOf("Skip to the figures") + 2500);
        assertTrue(head.matches(".* Model mamba \\(Mamba1, 16 layers, width 256, sha256:[0-9a-f]{12}…\\) .*"), head);
        assertTrue(head.matches(".* Data facts \\(sha256:[0-9a-f]{12}…\\) .*"), head);
        assertTrue(head.contains("Fetched for model hf:state-spaces/mamba-2.8b-hf@main Engine Retrace 0.1.0"), head);
        assertTrue(head.contains("Computed on device cpu, precision float32, torch 2.7 Seeds 7 (pairs)"), head);
        assertTrue(head.contains("./retrace run paper.yaml --set relations=relations --set facts=20 "), head);
    }

    @Test
    void theCitationNamesTheContentAndThePaper() throws IOException {
        String page = text(Files.readString(SampleReport.write(folder)));

        String cite = page.substring(page.indexOf(" Cite ")).replaceAll("[0-9a-f]{64}", "DIGEST");
        assertTrue(
                cite.matches(" Cite This report, and Sen Sharma.*, as BibTeX: "
                        + "@misc\\{retrace-paper-[0-9a-f]{12}, title = \\{\\{paper}}, howpublished = "
                        + "\\{Report of the workflow ``paper'', made with Retrace 0.1.0}, "
                        + "note = \\{Content sha256:DIGEST} } @misc\\{sharma2024, .*eprint = \\{2404.03646} } .*"),
                cite);
    }

    @Test
    void whatAReaderMustKnowStandsAboveTheFigures() throws IOException {
        String page = Files.readString(SampleReport.write(folder));

        int note = page.indexOf(
                "<p class=\"notice\" role=\"note\">A sample: its effects are drawn &lt;at random&gt;.</p>");
        assertTrue(note > 0 && note < page.indexOf("<main"), () -> "at " + note);
    }

    @Test
    void aFigureTellsTheChainOfItsCells() throws IOException {
        String page = text(Files.readString(SampleReport.write(folder)));

        assertTrue(page.contains("trace-figure-2b patch, version 1 · 4 cells Parameters state h window 1"));
        assertTrue(page.contains("n = 19 of 20 facts (place_in_city 6, country_capital_city 13)"), page);
        assertTrue(page.contains("Left out: 1 fact where p_high − p_low is below 0.1"));
    }

    @Test
    void everyScriptIsAllowedByItsDigestAndNoneHoldsAnEndTag() throws IOException {
        String page = Files.readString(SampleReport.write(folder));

        Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(page);
        assertTrue(policy.find());
        assertEquals(8, policy.group(1).split("&#39;sha256-", -1).length - 1);
        assertFalse(policy.group(1).contains("unsafe"));
        assertEquals(page.split("<script", -1).length, page.split("</script>", -1).length, "a script holds an end tag");
    }

    @Test
    void aFileThatIsNoFigureIsRefused() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"schema\":1}");
        Part part = new Part(Map.of("step", "trace"), new InputFile(wrong, "0"));

        StepException refusal = assertThrows(StepException.class, () -> run(part));

        assertEquals("figures: 'trace' is not a figure; list steps that draw, such as 'plot'", refusal.getMessage());
    }

    /** A document may come from a stranger's store: what it names is one of our drawings, or nothing. */
    @Test
    void aDrawingThatWeDoNotHaveIsRefused() throws IOException {
        Path forged = folder.resolve("forged.json");
        String schematic = Files.readString(Plots.schematic(folder, "block"));
        Files.writeString(
                forged, schematic.replace("\"schematic\":\"block\"", "\"schematic\":\"<script>alert(1)</script>\""));
        Part part = new Part(Map.of("step", "figure-1"), new InputFile(forged, "0"));

        StepException refusal = assertThrows(StepException.class, () -> run(part));

        assertEquals(
                "figures: no drawing is called '<script>alert(1)</script>' in this version; make it again with"
                        + " 'schematic'",
                refusal.getMessage());
    }

    @Test
    void aFigureOfALaterSchemaIsRefused() throws IOException {
        Path later = folder.resolve("later.json");
        Path today = Plots.draw(folder, SampleReport.effects(), Plots.heatMap());
        Files.writeString(later, Files.readString(today).replace("\"schema\":2", "\"schema\":3"));
        Part part = new Part(Map.of("step", "figure-2b"), new InputFile(later, "0"));

        StepException refusal = assertThrows(StepException.class, () -> run(part));

        assertEquals(
                "figures: 'figure-2b' is a figure of schema 3, but this version reads 2; draw it again with 'plot'",
                refusal.getMessage());
    }

    @Test
    void aReportWithoutFiguresAndLineageIsAPageThatSaysSo() throws IOException {
        ReportStep step = new ReportStep();
        Outputs outputs = new Outputs(folder, step.descriptor().outputs());

        step.run(
                new ReportStep.Parameters(null, "", "", "", false),
                new Inputs(Map.of(), sha256 -> folder),
                outputs,
                new IdleLane());

        assertTrue(Files.readString(outputs.file("report")).contains("drawn without a lineage"));
    }

    private void run(Part part) throws IOException {
        ReportStep step = new ReportStep();
        step.run(
                new ReportStep.Parameters(null, "", "", "", false),
                new Inputs(Map.of("figures", List.of(part)), sha256 -> folder),
                new Outputs(folder, step.descriptor().outputs()),
                new IdleLane());
    }

    /** The page's words, one space between them. */
    private static String text(String page) {
        return page.replaceAll("(?s)<script.*?</script>|<style.*?</style>", " ")
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ");
    }
}
