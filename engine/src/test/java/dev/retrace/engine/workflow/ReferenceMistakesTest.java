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

/** What references, matrices and shards can get wrong. */
final class ReferenceMistakesTest {

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
                "nett | no step of this workflow is called 'nett'; did you mean 'net'? Known: net, nets, cut, parts, p",
                "net.modl | no output of 'net' is called 'modl'; did you mean 'model'? Known: model",
                "cut | 'cut' has several outputs (left, right); name one, as cut.left",
                "nets | 'model' takes one file, but this means 6 cells of 'nets'; select one, as \"nets[size=s,seed=1]\"",
                "\"nets[seed=2]\" | 'model' takes one file, but this means 2 cells of 'nets'; select one, as \"nets[size=s,seed=2]\"",
                "\"nets[sise=s]\" | no axis of 'nets' is called 'sise'; did you mean 'size'? Known: size, seed",
                "\"nets[size=x]\" | no value of 'size' of 'nets' is called 'x'; did you mean 's'? Known: s, m",
                "\"nets[size]\" | 'size' selects nothing; write \"nets[axis=value]\"",
                "\"nets[size=s,size=m]\" | 'size' is selected twice; remove one",
                "\"nets[size=s\" | 'nets[size=s' is no reference; write id, id.output or \"id[axis=value].output\"",
                "parts | 'model' takes an output called 'model', but 'parts' gives 'effects.csv'; it is described so: The model.",
                "cut.right | 'model' takes an output called 'model', but 'cut' gives 'right.safetensors'; it is described so: The model.",
                "[net] | 'model' takes one reference, but this is a list"
            })
    void aReferenceThatLeadsNowhereIsTold(String reference, String told) throws IOException {
        String message = workflows.refused(references(reference.strip(), "cut.left"));

        assertEquals("w.yaml:16:22: " + told, firstLine(message));
    }

    @Test
    void aTableInOneOrManyPartsIsCsv() throws IOException {
        assertEquals(
                "w.yaml:16:34: 'pairs' takes a table, but 'net.model' is json, not csv",
                firstLine(workflows.refused(references("net", "net"))));
        assertEquals(
                "w.yaml:16:34: 'pairs' takes a table, but 'nets.model' is json, not csv",
                firstLine(workflows.refused(references("net", "\"nets[seed=1]\""))));
        assertEquals(
                List.of(new Reference("parts", "effects", Map.of())),
                workflows
                        .read(references("net", "parts"))
                        .steps()
                        .get(4)
                        .cells()
                        .get(0)
                        .inputs()
                        .get("pairs"));
    }

    @Test
    void aFileInShardsIsNotOneFile() throws IOException {
        String message = workflows.refused(references("net", "cut.left")
                + "  known: { step: filter-known, inputs: { model: parts, facts: cut.left }, with: { limit: 1 } }\n");

        assertEquals(
                "w.yaml:18:49: 'model' takes one file, but 'parts' is sharded: 'parts.effects' comes in parts, for inputs of tables and lists",
                firstLine(message));
    }

    @Test
    void ofAListThatTakesOneOutputEachOtherOneIsTold() throws IOException {
        assertEquals("""
                w.yaml:5:53: 'figures' takes an output called 'figure', but 'cut' gives 'left.csv'; it is described so: Figures in order.
                    page: { step: report, inputs: { figures: [figure, cut.left] } }
                                                                      ^""", workflows.refused("""
                name: w
                steps:
                  cut: { step: split }
                  figure: { step: plot, inputs: { table: cut.left }, with: { kind: k, x: a, y: b, value: c } }
                  page: { step: report, inputs: { figures: [figure, cut.left] } }
                """));
    }

    @Test
    void inputsThatAreMissingOrUnknownAreTold() throws IOException {
        String message = workflows.refused("""
                name: w
                steps:
                  p:
                    step: patch
                    inputs: { modle: q }
                    with: { state: h }
                  q:
                    step: plot
                    with: { kind: heatmap, x: a, y: b, value: c }
                """);

        assertEquals("""
                w.yaml:5:5: patch needs the input 'model': The model.
                      inputs: { modle: q }
                      ^
                w.yaml:5:5: patch needs the input 'pairs': Pairs of facts.
                      inputs: { modle: q }
                      ^
                w.yaml:5:15: no input of patch is called 'modle'; did you mean 'model'? Known: model, pairs
                      inputs: { modle: q }
                                ^
                w.yaml:7:3: plot needs the input 'table': What to draw.
                    q:
                    ^""", message);
    }

    @Test
    void stepsThatWaitForEachOtherAreNamedInTheirOrder() throws IOException {
        String message = workflows.refused("""
                name: w
                steps:
                  far: { step: split, inputs: { table: a.left } }
                  a: { step: split, inputs: { table: b.left } }
                  b: { step: split, inputs: { table: a.left } }
                  self: { step: split, inputs: { table: self.left } }
                """);

        assertEquals("""
                w.yaml:4:3: these steps wait for each other, for each reads the next: a -> b -> a; remove one of these inputs
                    a: { step: split, inputs: { table: b.left } }
                    ^
                w.yaml:6:3: these steps wait for each other, for each reads the next: self -> self; remove one of these inputs
                    self: { step: split, inputs: { table: self.left } }
                    ^""", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ x: [1, 1] } | 21 | '1' is twice on this axis; remove one",
                "{ x: [] } | 17 | an axis without values leaves no cell to run; give it one or remove it",
                "{ x: h } | 17 | an axis takes a list or {from, to, step}, but this is 'h'; write [h]",
                "{ x: [\"a,b\"] } | 18 | a value of an axis names its cell, so it is neither empty nor holds ',', '[', ']', line ends or outer blanks, but this is 'a,b'",
                "{ x: [[1]] } | 18 | a list cannot hold a list",
                "{ step: [1] } | 14 | an axis is named in lower case and not 'step', for it becomes a column, but this is 'step'",
                "{ x: { from: 1 } } | 17 | a range needs 'to': write {from: 1, to: 9, step: 2}",
                "{ x: { from: 1, to: 0 } } | 17 | from 1 a step of 1 never leads to 0",
                "{ x: { from: 1, to: 2, step: 0 } } | 17 | from 1 a step of 0 never leads to 2",
                "{ x: { from: 1, to: 2, stp: 1 } } | 35 | no key of a range is called 'stp'; did you mean 'step'? Known: from, to, step",
                "{ x: { from: 1, to: 1_0 } } | 32 | to takes a number, but this is '1_0'; write 10",
                "{ x: { from: 0, to: 100000 } } | 17 | this range has more than 100000 values; make it shorter",
                "{ x: [\"${matrix.y}\"] } | 18 | no axis of the matrix is called 'y': there is none",
                "{} | 12 | the matrix is empty; give it an axis or remove it",
                "[1] | 12 | matrix is a mapping of keys to values, but this is a list"
            })
    void aMatrixThatCannotBeIsTold(String matrix, int column, String told) throws IOException {
        String message = workflows.refused("name: w\nsteps:\n  a:\n    step: split\n    matrix: " + matrix + "\n");

        assertEquals("w.yaml:5:" + (column + 1) + ": " + told, firstLine(message));
    }

    @Test
    void ofAWrongSweepTheFirstWrongCellIsTold() throws IOException {
        String message = workflows.refused("""
                name: w
                steps:
                  net: { step: load-model, with: { source: tiny } }
                  cut: { step: split }
                  p:
                    step: patch
                    matrix: { state: [h], w: { from: 2, to: -2, step: -1 } }
                    inputs: { model: net, pairs: cut.left }
                    with: { state: "${matrix.state}", window: "${matrix.w}" }
                """);

        assertEquals("""
                w.yaml:9:5: patch refuses its parameters: window must be positive, but is 0 (in cell state=h,w=0)
                      with: { state: "${matrix.state}", window: "${matrix.w}" }
                      ^""", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ pairs: 0 } | 21 | shard takes a whole number of rows above 0, but this is '0'",
                "{ pairs: x } | 21 | shard takes a whole number of rows above 0, but this is 'x'",
                "{ model: 2 } | 14 | no table among the inputs of patch is called 'model'. Known: pairs",
                "{ pairs: 2, model: 2 } | 12 | shard takes one input and its rows, as {pairs: 25}, but this names 2",
                "3 | 12 | shard is a mapping of keys to values, but this is '3'"
            })
    void aShardThatCannotBeIsTold(String shard, int column, String told) throws IOException {
        String yaml = WorkflowReaderTest.patching("{}", "{ state: h }\n    shard: " + shard);

        assertEquals("w.yaml:12:" + column + ": " + told, firstLine(workflows.refused(yaml)));
    }

    @Test
    void aShardNeedsItsInputAndCutsOnlyCsv() throws IOException {
        assertEquals("""
                w.yaml:3:33: shard cuts the input 'table', but inputs does not give it
                    lone: { step: split, shard: { table: 2 } }
                                                  ^
                w.yaml:4:42: shard cuts a table, but 'lone.right' is safetensors, not csv
                    wrong: { step: split, inputs: { table: lone.right }, shard: { table: 2 } }
                                                           ^""", workflows.refused("""
                name: w
                steps:
                  lone: { step: split, shard: { table: 2 } }
                  wrong: { step: split, inputs: { table: lone.right }, shard: { table: 2 } }
                """));
    }

    private static String references(String model, String pairs) {
        return """
                name: w
                steps:
                  net: { step: load-model, with: { source: tiny } }
                  nets:
                    step: load-model
                    matrix: { size: [s, m], seed: [1, 2, 3] }
                    with: { source: "${matrix.size}" }
                  cut: { step: split }
                  parts:
                    step: patch
                    inputs: { model: net, pairs: cut.left }
                    shard: { pairs: 2 }
                    with: { state: h }
                  p:
                    step: patch
                    inputs: { model: %s, pairs: %s }
                    with: { state: h }
                """.formatted(model, pairs);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
