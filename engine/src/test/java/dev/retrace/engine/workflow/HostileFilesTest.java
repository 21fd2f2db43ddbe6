package dev.retrace.engine.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are no YAML, use what YAML does silently, or want to be more than they look. */
@Timeout(60) // against a test that hangs; nothing is measured
final class HostileFilesTest {

    @TempDir
    private Path folder;

    private WorkflowFolder workflows;

    @BeforeEach
    void setUp() {
        workflows = new WorkflowFolder(folder);
    }

    @Test
    void whatYamlDoesSilentlyIsRefusedAtItsPlace() throws IOException {
        String message = workflows.refused("""
                name: &n w
                name: v
                steps: &s
                  a: { step: !x split }
                  <<: { c: 1 }
                  d: *s
                """);

        assertEquals("""
                w.yaml:1:7: anchors (&…) are refused; make the shared value a param, or quote it if it begins with '&'
                  name: &n w
                        ^
                w.yaml:2:1: the key 'name' is written twice, first in line 1; remove one
                  name: v
                  ^
                w.yaml:3:8: anchors (&…) are refused; make the shared value a param, or quote it if it begins with '&'
                  steps: &s
                         ^
                w.yaml:4:14: tags (!…) are refused: types come from the steps; quote the value if it begins with '!'
                    a: { step: !x split }
                               ^
                w.yaml:5:3: merge keys (<<) are refused; write the keys out
                    <<: { c: 1 }
                    ^
                w.yaml:6:6: aliases (*…) are refused; make the shared value a param, or quote it if it begins with '*'
                    d: *s
                       ^""", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "!!map {name: w} | 1:1: tags (!…) are refused: types come from the steps; quote the value if it begins with '!'",
                "!!str name: w | 1:1: tags (!…) are refused: types come from the steps; quote the value if it begins with '!'",
                "*n : w | 1:1: aliases (*…) are refused; make the shared value a param, or quote it if it begins with '*'",
                "[a]: w | 1:1: a key must be a single text",
                "name: a: b | 1:8: not YAML: mapping values are not allowed here; keys of one mapping begin in one column, and a text that holds ': ' is quoted",
                "name: @x | 1:7: not YAML: found character '@' that cannot start any token; quote the text",
                "name: 'x | 1:7: a quote that is never closed",
                "name: {a: t[s=1]} | 1:12: not YAML: expected ',' or '}', but got [; quote a text that holds brackets",
                "name: {a: ${x}} | 1:11: a value with ${…} must be quoted: \"${x}\"",
                "[a, b] | 1:1: a workflow is a mapping of keys to values, but this is a list",
                "# nothing | 1:1: the file is empty; a workflow has a name and steps"
            })
    void whatIsNoWorkflowIsToldAtItsPlace(String yaml, String told) throws IOException {
        assertEquals("w.yaml:" + told, firstLine(workflows.refused(yaml + "\n")));
    }

    @Test
    void aSecondDocumentIsRefused() throws IOException {
        assertEquals(
                "w.yaml:3:1: a second document begins here; a file holds one workflow\n  name: b\n  ^",
                workflows.refused("name: a\n---\nname: b\n"));
    }

    @Test
    void everyLineWithATabIsTold() throws IOException {
        assertEquals("""
                w.yaml:2:1: a tab; use spaces, and "\\t" where a text is to hold a tab
                  ·a: 1
                  ^
                w.yaml:3:4: a tab; use spaces, and "\\t" where a text is to hold a tab
                  b: ·2
                     ^""", workflows.refused("steps:\n\ta: 1\nb: \t2\n"));
    }

    @Test
    void bytesThatAreNotUtf8AreToldWhereTheyBegin() throws IOException {
        Files.write(workflows.file(), "name: w\nsteps: é".getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(
                "w.yaml:2:8: not UTF-8 from here on; save the file as UTF-8\n  steps: \n         ^",
                workflows.refusedAsItIs(Overrides.none()));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey() throws IOException {
        assertEquals(
                "w",
                workflows.read("\uFEFFname: w\nsteps: { a: { step: split } }\n").name());
    }

    @Test
    void columnsCountCharactersAlsoOutsideTheBasicPlane() throws IOException {
        assertEquals("""
                w.yaml:1:20: aliases (*…) are refused; make the shared value a param, or quote it if it begins with '*'
                  { name: 𝔘𝔘, steps: *a }
                                     ^""", workflows.refused("{ name: 𝔘𝔘, steps: *a }\n"));
    }

    @Test
    void halfACharacterIsRefused() throws IOException {
        assertEquals("""
                w.yaml:1:7: half a character (an unpaired surrogate); write the whole one
                  name: "\\ud800"
                        ^""", workflows.refused("name: \"\\ud800\"\nsteps: { a: { step: split } }\n"));
    }

    @Test
    void messagesDoNotSteerTheTerminal() throws IOException {
        String message = workflows.refused("name: w\nsteps: { a: { step: \"\\e[31msplit\\u202E\" } }\n");

        assertEquals(
                "w.yaml:2:21: no step is called '·[31msplit·'. Known: build-corruptions, filter-known, load-facts, "
                        + "load-model, patch, plot, report, split, train",
                firstLine(message));
    }

    @Test
    void aFileAboveOneMebibyteIsRefusedUnread() throws IOException {
        Files.write(workflows.file(), new byte[(1 << 20) + 1]);

        assertEquals(
                "w.yaml:1:1: the file is larger than 1 MiB; a workflow names its data, it does not hold them\n  \n  ^",
                workflows.refusedAsItIs(Overrides.none()));
    }

    @Test
    void deepNestingIsRefusedWhereItBecomesTooDeep() throws IOException {
        assertEquals("w.yaml:1:33: nested deeper than 32 levels", firstLine(workflows.refused("[".repeat(1_000_000))));
        assertEquals("w.yaml:1:65: nested deeper than 32 levels", firstLine(workflows.refused("- ".repeat(500_000))));
    }

    @Test
    void aBillionLaughsAreRefusedAnchorByAnchor() throws IOException {
        StringBuilder yaml = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i <= 30; i++) {
            yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        List<String> told = workflows.refused(yaml.toString()).lines().toList();

        assertEquals(
                "w.yaml:1:1: no key of a workflow is called 'a0'. Known: name, description, params, profiles, default-profile, precision, steps",
                told.get(0));
        assertTrue(told.stream().anyMatch(line -> line.startsWith("w.yaml:2:10: aliases (*…) are refused")));
    }

    @Test
    void manyMistakesAreCountedNotAllTold() throws IOException {
        String message = workflows.refused("name: w\nsteps: { a: { step: split } }\n" + "x: 1\n".repeat(201));

        List<String> told = message.lines().toList();
        assertEquals("… and 101 more", told.get(told.size() - 1)); // 200 doubled keys and one unknown
        assertEquals(100 * 3 + 1, told.size());
    }

    @Test
    void aWorkflowOfTooManyCellsIsRefused() throws IOException {
        String axis = "{ from: 1, to: 400 }";
        String yaml = "name: w\nsteps:\n  a:\n    step: split\n    matrix: { x: %s, y: %s, z: %s }\n"
                .formatted(axis, axis, axis);

        assertEquals(
                "w.yaml:5:13: with this step the workflow has more than 100000 cells; make its matrix smaller",
                firstLine(workflows.refused(yaml)));
    }

    @Test
    void aSmallFileThatReplacesIntoALargeTextIsRefused() throws IOException {
        String yaml = """
                name: w
                params: { a: %s }
                steps:
                  a:
                    step: load-model
                    matrix: { x: { from: 1, to: 10000 } }
                    with: { source: "${a}${matrix.x}" }
                """.formatted("x".repeat(10_000));

        assertEquals(
                "w.yaml:7:21: with all ${…} replaced the workflow has more than 67108864 characters; use shorter params or fewer cells",
                firstLine(workflows.refused(yaml)));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
