package dev.retrace.engine.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.retrace.engine.value.Params;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkflowReaderTest {

    @TempDir
    private Path folder;

    private WorkflowFolder workflows;

    @BeforeEach
    void setUp() {
        workflows = new WorkflowFolder(folder);
    }

    @Test
    void aWholeWorkflowIsReadInTheOrderOfItsInputs() throws IOException {
        Workflow workflow = workflows.read(recall());

        assertEquals("recall", workflow.name());
        assertEquals("Every figure of a small study of recall", workflow.description());
        assertEquals(workflows.file(), workflow.file());
        assertEquals(
                new TreeMap<>(Map.of("model", "models/tiny", "places", "data/places", "facts", "40", "seed", "3")),
                new TreeMap<>(workflow.params().display()));
        assertEquals(
                List.of("net", "places", "known", "pairs", "trace-h", "trace-window", "figure-h", "figure-o", "report"),
                workflow.steps().stream().map(StepNode::id).toList());
    }

    @Test
    void aMatrixIsTheProductOfItsAxesTheLastChangingFastest() throws IOException {
        StepNode trace = step(workflows.read(recall()), "trace-window");

        assertEquals(List.of("state", "window"), trace.axes());
        assertEquals(new Shard("pairs", 25), trace.shard());
        assertEquals(
                List.of("o3", "o6", "o9", "g3", "g6", "g9", "s3", "s6", "s9"),
                trace.cells().stream()
                        .map(cell -> String.join("", cell.coordinates().values()))
                        .toList());
        CellSpec seventh = trace.cells().get(6);
        assertEquals(
                List.of("state", "window"), List.copyOf(seventh.coordinates().keySet()));
        assertEquals(new ToySteps.Patch("s", 3, List.of(0, 1), 0.5, false, ToySteps.Metric.IE), seventh.parameters());
    }

    @Test
    void referencesNameTheirOutputAndTheSelectedCells() throws IOException {
        Workflow workflow = workflows.read(recall());

        assertEquals(
                Map.of(
                        "model", List.of(new Reference("net", "model", Map.of())),
                        "facts", List.of(new Reference("places", "facts", Map.of()))),
                only(workflow, "known").inputs());
        assertEquals(
                Map.of("table", List.of(new Reference("trace-window", "effects", Map.of("state", "o")))),
                only(workflow, "figure-o").inputs());
        assertEquals(
                List.of(new Reference("figure-h", "figure", Map.of()), new Reference("figure-o", "figure", Map.of())),
                only(workflow, "report").inputs().get("figures"));
    }

    @Test
    void aReferenceSelectsTheCellsThatHaveItsCoordinates() {
        Reference reference = new Reference("trace", "effects", Map.of("state", "o"));

        assertEquals(true, reference.selects(Map.of("state", "o", "window", "3")));
        assertEquals(false, reference.selects(Map.of("state", "g", "window", "3")));
    }

    @Test
    void anUnquotedNoStaysATextWhereATextIsDue() throws IOException {
        Workflow workflow = workflows.read(recall());

        assertEquals(
                new ToySteps.Plot("heatmap", "layer", "bucket", "ie", "no"),
                only(workflow, "figure-o").parameters());
        assertNull(((ToySteps.Plot) only(workflow, "figure-h").parameters()).title());
    }

    @Test
    void aProfileChangesParamsAndSetIsStrongerThanIt() throws IOException {
        Workflow workflow = workflows.read(recall(), new Overrides("large", Map.of("facts", "7", "places", "towns")));

        assertEquals("hf:example/large@main", workflow.params().display().get("model"));
        assertEquals(new ToySteps.FilterKnown(7, 3), only(workflow, "known").parameters());
    }

    @ParameterizedTest
    @CsvSource({
        ", , nets/small",
        "large, , nets/large",
        ", seed, nets/small", // of which the profile says nothing
        ", model, nets/mine"
    })
    void theDefaultProfileHoldsUnlessAnotherIsChosenOrAParamOfItIsSet(
            @Nullable String chosen, @Nullable String set, String model) throws IOException {
        Map<String, String> given = set == null ? Map.of() : Map.of(set, set.equals("model") ? "nets/mine" : "2");

        Workflow workflow = workflows.read("""
                name: w
                params: { model: { type: text }, seed: 1, note: none }
                profiles:
                  small: { model: nets/small, note: a demo }
                  large: { model: nets/large }
                default-profile: small
                steps: { net: { step: load-model, with: { source: "${model}" } } }
                """, new Overrides(chosen, given));

        assertEquals(model, workflow.params().display().get("model"));
        assertEquals(
                model.equals("nets/small") ? "a demo" : "none",
                workflow.params().display().get("note"));
        assertEquals(
                model.equals("nets/small") && given.isEmpty(),
                workflow.params().changed().isEmpty());
    }

    @Test
    void whatIsToldOfParamsElsewhereHoldsNoPlaceOfThisMachine() throws IOException {
        Params params = workflows
                .read(recall(), new Overrides(null, Map.of("model", "/home/me/models/small/", "seed", "3")))
                .params();
        Params fetched = workflows
                .read(recall(), WorkflowFolder.set("model", "https://me:secret@example.org/a/b#sha256=0"))
                .params();

        assertEquals(Map.of("model", "small", "places", "places", "facts", "40", "seed", "3"), params.portable());
        assertEquals(List.of("model"), params.changed());
        assertEquals("https://example.org/a/b#sha256=0", fetched.portable().get("model"));
        assertEquals(
                "hf:example/large@main",
                workflows
                        .read(recall(), new Overrides("large", Map.of()))
                        .params()
                        .portable()
                        .get("model"));
    }

    @Test
    void aPathOfTheFileIsRelativeToItAndOneOfTheCommandLineToTheWorkingDirectory() throws IOException {
        Workflow workflow = workflows.read(recall(), WorkflowFolder.set("model", "tiny"));

        assertEquals(Path.of("tiny").toAbsolutePath(), source(workflow, "net"));
        assertEquals(folder.resolve("data/places"), source(workflow, "places"));
    }

    @Test
    void aPathFromTheCommandLineStaysRelativeToTheWorkingDirectoryThroughTextsAndMatrices() throws IOException {
        Workflow workflow = workflows.read("""
                name: w
                params: { root: weights, sizes: [small] }
                steps:
                  below:
                    step: load-model
                    with: { source: "${root}/a" }
                  within:
                    step: load-model
                    with: { source: "here/${root}" }
                  swept:
                    step: load-model
                    matrix: { size: "${sizes}" }
                    with: { source: "${matrix.size}" }
                """, new Overrides(null, Map.of("root", "r", "sizes", "[x, y]")));

        assertEquals(Path.of("r/a").toAbsolutePath(), source(workflow, "below"));
        assertEquals(folder.resolve("here/r"), source(workflow, "within"));
        assertEquals(Path.of("x").toAbsolutePath(), source(workflow, "swept"));
    }

    @Test
    void aWholeValueCarriesAListAndTextsAreFilledIn() throws IOException {
        Workflow workflow = workflows.read(
                patching(
                        "{ layers: [3, 5], state: h }",
                        "{ state: \"in ${state}, not $${state}\", layers: \"${layers}\", noise: 1e-3, normalise: true, metric: path-effect }"),
                WorkflowFolder.set("layers", "[7, \"8\"]"));

        assertEquals(
                new ToySteps.Patch("in h, not ${state}", 1, List.of(7, 8), 0.001, true, ToySteps.Metric.PATH_EFFECT),
                only(workflow, "p").parameters());
        assertEquals("[7, 8]", workflow.params().display().get("layers"));
    }

    @Test
    void rangesAreExactAndIncludeBothEnds() throws IOException {
        Workflow workflow = workflows.read("""
                name: w
                params: { last: 0.3 }
                steps:
                  up:
                    step: split
                    matrix: { x: { from: 0, to: "${last}", step: 0.1 } }
                  down:
                    step: split
                    matrix: { x: { from: 2, to: -3, step: -2 } }
                  ones:
                    step: split
                    matrix: { x: { from: 8, to: 10 } }
                  texts:
                    step: split
                    matrix: { x: [1e1, 10, "no", ~] }
                """);

        assertEquals(List.of("0", "0.1", "0.2", "0.3"), axis(workflow, "up"));
        assertEquals(List.of("2", "0", "-2"), axis(workflow, "down"));
        assertEquals(List.of("8", "9", "10"), axis(workflow, "ones"));
        assertEquals(List.of("1e1", "10", "no", "~"), axis(workflow, "texts"));
    }

    @Test
    void cellsOfTwoSweepsArePairedByAReferenceToTheMatrix() throws IOException {
        Workflow workflow = workflows.read("""
                name: w
                steps:
                  after:
                    step: patch
                    matrix: { size: [s, m] }
                    inputs: { model: "net[size=${matrix.size}]", pairs: "cut[ size = ${matrix.size} ].left" }
                    with: { state: h }
                  cut:
                    step: split
                    matrix: { part: [1, 2], size: [s, m] }
                  net:
                    step: load-model
                    matrix: { size: [s, m] }
                    with: { source: "${matrix.size}.bin" }
                """);

        assertEquals(
                List.of("cut", "net", "after"),
                workflow.steps().stream().map(StepNode::id).toList());
        assertEquals(
                Map.of(
                        "model", List.of(new Reference("net", "model", Map.of("size", "m"))),
                        "pairs", List.of(new Reference("cut", "left", Map.of("size", "m")))),
                step(workflow, "after").cells().get(1).inputs());
    }

    @Test
    void nameAndDescriptionCannotSteerATerminal() throws IOException {
        Workflow workflow = workflows.read("""
                name: "w\\e[31m\\n x"
                description: |
                  first
                  second
                steps: { a: { step: split } }
                """);

        assertEquals("w·[31m x", workflow.name());
        assertEquals("first\nsecond", workflow.description());
    }

    @Test
    void linesMayEndAsOnWindows() throws IOException {
        Workflow workflow =
                workflows.read(patching("{ a: b }", "{ state: \"${a}\" }").replace("\n", "\r\n"));

        assertEquals("b", ((ToySteps.Patch) only(workflow, "p").parameters()).state());
    }

    @Test
    void oneReferenceIsAListOfOne() throws IOException {
        Workflow workflow = workflows.read("""
                name: w
                steps:
                  cut: { step: split }
                  a:
                    step: plot
                    inputs: { table: cut.left }
                    with: { kind: heatmap, x: a, y: b, value: c }
                  b:
                    step: report
                    inputs: { figures: a }
                """);

        assertEquals(
                List.of(new Reference("a", "figure", Map.of())),
                only(workflow, "b").inputs().get("figures"));
    }

    /** A workflow of one step {@code p}, which patches with these parameters. */
    static String patching(String params, String with) {
        return """
                name: w
                params: %s
                steps:
                  net:
                    step: load-model
                    with: { source: tiny }
                  cut: { step: split }
                  p:
                    step: patch
                    inputs: { model: net, pairs: cut.left }
                    with: %s
                """.formatted(params, with);
    }

    private static String recall() throws IOException {
        try (InputStream yaml = WorkflowReaderTest.class.getResourceAsStream("recall.yaml")) {
            return new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static StepNode step(Workflow workflow, String id) {
        return workflow.steps().stream()
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static CellSpec only(Workflow workflow, String id) {
        assertEquals(1, step(workflow, id).cells().size());
        return step(workflow, id).cells().get(0);
    }

    private static List<String> axis(Workflow workflow, String id) {
        return step(workflow, id).cells().stream()
                .map(cell -> cell.coordinates().getOrDefault("x", ""))
                .toList();
    }

    private static Path source(Workflow workflow, String id) {
        ToySteps.LoadModel parameters =
                (ToySteps.LoadModel) step(workflow, id).cells().get(0).parameters();
        return parameters.source().path();
    }
}
