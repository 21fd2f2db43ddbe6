package dev.retrace.engine.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake is told whole: place, what is wrong, the nearest word or what to do, and the line. */
final class WorkflowMistakesTest {

    @TempDir
    private Path folder;

    private WorkflowFolder workflows;

    @BeforeEach
    void setUp() {
        workflows = new WorkflowFolder(folder);
    }

    @Test
    void allMistakesAreToldAtOnceFromTheTopDown() throws IOException {
        String message = workflows.refused("""
                name: w
                parms: {}
                steps:
                  net:
                    step: load-modle
                  facts:
                    step: load-facts
                    with: { source: missing.csv, limit: 3 }
                """);

        assertEquals("""
                w.yaml:2:1: no key of a workflow is called 'parms'; did you mean 'params'? Known: name, description, params, profiles, default-profile, precision, steps
                  parms: {}
                  ^
                w.yaml:5:11: no step is called 'load-modle'; did you mean 'load-model'? Known: build-corruptions, filter-known, load-facts, load-model, patch, plot, report, split, train
                      step: load-modle
                            ^
                w.yaml:8:21: there is no 'missing.csv'; check the path
                      with: { source: missing.csv, limit: 3 }
                                      ^
                w.yaml:8:34: no parameter of load-facts is called 'limit'. Known: source
                      with: { source: missing.csv, limit: 3 }
                                                   ^""", message);
    }

    @Test
    void theProblemsAreAvailableOneByOne() throws IOException {
        Files.writeString(workflows.file(), "name: w\n");

        WorkflowException refused = assertThrows(
                WorkflowException.class,
                () -> new WorkflowReader(ToySteps.registry(), (location, base) -> {
                            throw new IOException("not asked");
                        })
                        .read(workflows.file(), Overrides.none()));

        assertEquals(
                List.of(new Problem(
                        new Location(workflows.file().toString(), 1, 1),
                        "a workflow needs steps: what the workflow does",
                        "  name: w\n  ^")),
                refused.problems());
    }

    /** The parameters stand in line 11, behind the ten characters of {@code with: } and its indentation. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window | ten           | a whole number, but this is 'ten'",
                "window | 1_000         | a whole number, but this is '1_000'; write 1000",
                "window | 1e3           | a whole number, but this is '1e3'; write 1000",
                "window | 010           | a whole number, but this is '010'; write 10",
                "window | 2.5           | a whole number, but this is '2.5'",
                "window | 3000000000    | a whole number, but this is '3000000000', which is too large",
                "window | [1]           | a whole number, but this is a list",
                "layers | 3             | a list, but this is '3'; write [3]",
                "layers | [x]           | a whole number, but this is 'x'",
                "noise  | .inf          | a number, but this is '.inf'",
                "noise  | 1e999         | a number, but this is '1e999', which is too large or too small",
                "noise  | 1e-999        | a number, but this is '1e-999', which is too large or too small",
                "normalise | yes        | true or false, but this is 'yes'; write true",
                "metric | path-efect    | one of ie, path-effect, but this is 'path-efect'; did you mean 'path-effect'?",
                "metric | IE            | one of ie, path-effect, but this is 'IE'; did you mean 'ie'?",
                "state  | [h]           | one text, but this is a list"
            })
    void aValueOfAnotherTypeSaysWhatIsDue(String parameter, String value, String told) throws IOException {
        String with = parameter.equals("state") ? "{ state: %s }" : "{ state: h, " + parameter + ": %s }";
        String message = workflows.refused(WorkflowReaderTest.patching("{}", with.formatted(value)));

        int before = with.indexOf('%') + 1 + (value.equals("[x]") ? 1 : 0);
        assertEquals(
                "w.yaml:11:%d: %s takes %s\n      with: %s\n%s^"
                        .formatted(10 + before, parameter, told, with.formatted(value), " ".repeat(11 + before)),
                message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ window: 3 } | 5 | patch needs the parameter 'state': State to restore.",
                "{ state: h, windw: 3 } | 23 | no parameter of patch is called 'windw'; did you mean 'window'? Known: state, window, layers, noise, normalise, metric",
                "{ state: h, window: 0 } | 5 | patch refuses its parameters: window must be positive, but is 0",
                "{ state: ${stte} } | 20 | a value with ${…} must be quoted: \"${stte}\"",
                "{ state: \"${stte}\" } | 20 | no param is called 'stte'; did you mean 'state'? Known: state, layers",
                "{ state: \"${matrix.x}\" } | 20 | no axis of the matrix is called 'x': there is none",
                "{ state: \"${stte\" } | 20 | '${' is never closed with '}'; write '$${' for the characters themselves",
                "{ state: \"a ${layers}\" } | 20 | ${layers} is a list, which can only be a whole value: \"${layers}\"",
                "{ state: h, layers: [\"${layers}\"] } | 32 | a list cannot hold a list",
                "{ state: } | 19 | nothing is written here; give a value, \"\" for the empty text, or remove the key",
                "{ state: { a: b } } | 20 | a text or a list is due here, but this is a mapping",
                "[ state ] | 11 | with is a mapping of keys to values, but this is a list"
            })
    void parametersThatCannotBeAreTold(String with, int column, String told) throws IOException {
        String message = workflows.refused(WorkflowReaderTest.patching("{ state: h, layers: [3] }", with));

        assertEquals("w.yaml:11:" + column + ": " + told, firstLine(message));
    }

    @Test
    void idsAndKindsOfStepsAreChecked() throws IOException {
        String message = workflows.refused("""
                name: [w]
                description:
                steps:
                  Net: { step: split }
                  none: { with: {} }
                  many: { step: [split] }
                  text: split
                """);

        assertEquals(
                List.of(
                        "w.yaml:1:7: name takes a text, but this is a list",
                        "w.yaml:2:13: description takes a text, but this is empty",
                        "w.yaml:4:3: a step's id is in lower case with hyphens, not 'Net'",
                        "w.yaml:5:3: 'none' does not say which step it is; write step: and one of build-corruptions, "
                                + "filter-known, load-facts, load-model, patch, plot, report, split, train",
                        "w.yaml:6:17: step takes the name of a step, but this is a list",
                        "w.yaml:7:9: a step is a mapping of keys to values, but this is 'split'"),
                message.lines().filter(line -> line.startsWith("w.yaml")).toList());
    }

    @Test
    void aMissingFileIsAnOrdinaryFailure() {
        assertThrows(
                NoSuchFileException.class,
                () -> new WorkflowReader(ToySteps.registry(), (location, base) -> {
                            throw new IOException("not asked");
                        })
                        .read(folder.resolve("none.yaml"), Overrides.none()));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
