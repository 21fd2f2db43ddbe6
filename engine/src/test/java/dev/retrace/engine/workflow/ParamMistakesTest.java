package dev.retrace.engine.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What params, profiles and {@code --set} can get wrong. */
final class ParamMistakesTest {

    @TempDir
    private Path folder;

    private WorkflowFolder workflows;

    @BeforeEach
    void setUp() {
        workflows = new WorkflowFolder(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ Model: 1 } | 3 | a param is named in lower case with hyphens, not 'Model'",
                "{ a: \"${b}\" } | 6 | a param cannot be made of other params: ${…} is for with, inputs and matrix",
                "{ a: [1, [2]] } | 10 | a text is due here, but this is a list",
                "{ a: } | 5 | nothing is written here; give a value, \"\" for the empty text, or remove the key",
                "{ a: { default: 1 } } | 3 | a param that is a mapping needs a type: one of text, source, integer, number, flag, list",
                "{ a: { type: integr } } | 14 | no type of a param is called 'integr'; did you mean 'integer'? Known: text, source, integer, number, flag, list",
                "{ a: { type: integer, default: 1e3 } } | 32 | a takes a whole number, but this is '1e3'; write 1000",
                "{ a: { type: flag, default: on } } | 29 | a takes true or false, but this is 'on'; write true",
                "{ a: { type: number, default: x } } | 31 | a takes a number, but this is 'x'",
                "{ a: { type: list, default: x } } | 29 | a takes a list, such as [a, b], but this is 'x'",
                "{ a: { type: text, default: [x] } } | 29 | a takes one value, but this is a list",
                "3 | 1 | params is a mapping of keys to values, but this is '3'"
            })
    void aParamThatCannotBeIsTold(String params, int column, String told) throws IOException {
        String yaml = "name: w\nsteps: { a: { step: split } }\nparams: " + params + "\n";

        assertEquals("w.yaml:3:" + (column + 8) + ": " + told, firstLine(workflows.refused(yaml)));
    }

    @Test
    void aProfileThatSetsWhatIsMissingIsNamed() throws IOException {
        String yaml = """
                name: w
                params: { model: { type: source }, note: none }
                profiles: { demo: { model: tiny, note: a demo } }
                default-profile: demo
                steps: { net: { step: load-model, with: { source: "${model}" } } }
                """;

        assertEquals(
                "w.yaml:2:11: the param 'model' has no default and must be set: --set model=PATH, or --profile demo",
                firstLine(workflows.refused(yaml, new Overrides(null, Map.of("note", "mine")))));
    }

    @Test
    void aPrecisionMayBeAParamAndIsChecked() throws IOException {
        String yaml = "name: w\nparams: { with: tf32 }\nprecision: %s\nsteps: { a: { step: split } }\n";

        assertEquals("tf32", workflows.read(yaml.formatted("\"${with}\"")).precision());
        assertEquals(
                "w.yaml:3:12: no precision is called 'float61'; did you mean 'float16'? Known: float32, tf32, float16",
                firstLine(workflows.refused(yaml.formatted("float61"))));
        assertEquals(
                "w.yaml:3:12: no precision is called 'float8'; did you mean 'float32'? Known: float32, tf32, float16",
                firstLine(workflows.refused(yaml.formatted("\"${with}\""), WorkflowFolder.set("with", "float8"))));
    }

    @Test
    void aDefaultProfileThatIsNotThereIsTold() throws IOException {
        String yaml = """
                name: w
                profiles: { demo: {} }
                default-profile: dema
                steps: { a: { step: split } }
                """;

        assertEquals(
                "w.yaml:3:18: no profile is called 'dema'; did you mean 'demo'? Known: demo",
                firstLine(workflows.refused(yaml)));
    }

    @Test
    void aParamWithoutDefaultIsAskedForOnceAndOnlyIfItIsUsed() throws IOException {
        String declared = "{ model: { type: source }, spare: { type: integer } }";

        assertEquals(
                "w.yaml:2:11: the param 'model' has no default and must be set: --set model=PATH\n  params: " + declared
                        + "\n            ^",
                workflows.refused("""
                        name: w
                        params: %s
                        steps:
                          a: { step: load-model, with: { source: "${model}" } }
                          b: { step: load-model, with: { source: "${model}" } }
                        """.formatted(declared)));
    }

    @Test
    void whatProfilesAndTheCommandLineCannotChangeIsTold() throws IOException {
        String yaml = """
                name: w
                params: { facts: 3, layers: [1] }
                profiles:
                  full: { fact: 4, layers: 2 }
                  odd: 3
                steps: { a: { step: split } }
                """;

        assertEquals("""
                --profile ful: no profile is called 'ful'; did you mean 'full'? Known: full, odd
                --set fatcs: no param is called 'fatcs'; did you mean 'facts'? Known: facts, layers
                w.yaml:4:11: no param is called 'fact'; did you mean 'facts'? Known: facts, layers; a profile sets only what params declare
                    full: { fact: 4, layers: 2 }
                            ^
                w.yaml:4:28: layers takes a list, such as [a, b], but this is '2'
                    full: { fact: 4, layers: 2 }
                                             ^
                w.yaml:5:8: a profile is a mapping of keys to values, but this is '3'
                    odd: 3
                         ^""", workflows.refused(yaml, new Overrides("ful", Map.of("fatcs", "7"))));
    }

    @Test
    void aListOfTheCommandLineThatIsNoneIsTold() throws IOException {
        String yaml = "name: w\nparams: { layers: [1] }\nsteps: { a: { step: split } }\n";

        for (String wrong : List.of("3", "[1", "[[1]]", "[*a]", "[1], 2")) {
            assertEquals(
                    "--set layers: a list, such as [a, b], is due, but this is '" + wrong + "'",
                    workflows.refused(yaml, WorkflowFolder.set("layers", wrong)));
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    @Test
    void aProfileDescribesItselfSoThatNoParamCanBeCalledDescription() throws IOException {
        String told = workflows.refused("""
                name: w
                params: { description: 3 }
                profiles: { full: { description: [much] } }
                steps: { s: { step: split } }
                """);

        assertEquals("""
                w.yaml:2:11: no param can be called description: profiles describe themselves with it
                  params: { description: 3 }
                            ^
                w.yaml:3:34: a text is due here, but this is a list
                  profiles: { full: { description: [much] } }
                                                   ^""", told);
    }
}
