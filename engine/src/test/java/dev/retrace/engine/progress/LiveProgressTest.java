package dev.retrace.engine.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.toy.ToyRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live block of sweeps of forty steps, several cells of which run at once. */
final class LiveProgressTest {

    private static final String STEP =
            "s%02d: { step: toy-trial, matrix: { n: { from: 1, to: %d } }, with: { name: \"%d-${matrix.n}\" } }\n";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LiveProgress progress =
            new LiveProgress(new PrintStream(written, true, StandardCharsets.UTF_8), 50, 80, false);

    @Test
    void theBlockOfAWideSweepHasTwelveLinesAndShowsWhatRuns() throws Exception {
        CellGraph graph = sweep(250);
        List<Cell> cells = graph.start();
        progress.began("r", graph);
        progress.decided(cells);
        for (Cell cell : cells.subList(0, 250)) {
            succeed(graph, cell);
        }
        Cell failing = cells.get(251);
        for (int step = 1; step < 5; step++) {
            progress.started(cells.get(250 * step), "engine " + step);
        }
        progress.started(failing, "engine 5");
        graph.failed(failing, "the data are wrong");
        progress.ended(failing);

        List<String> block = block();

        assertEquals(10_000, cells.size());
        assertEquals(12, block.size(), block.toString());
        assertTrue(block.get(0).matches("  ▸ s01  ─+  1/250  1 failed"), block.get(0));
        assertEquals("    and 29 more steps", block.get(11));
        assertTrue(block.stream().noneMatch(line -> line.contains("s00")), "what has ended is the least news");
    }

    @Test
    void ofManyStepsThoseThatRunAreShown() throws Exception {
        CellGraph graph = sweep(10);
        List<Cell> cells = graph.start();
        progress.began("r", graph);
        progress.decided(cells);
        progress.started(cells.get(cells.size() - 1), "engine 1");

        List<String> block = block();

        assertTrue(block.get(10).startsWith("  ▸ s39  "), block.toString());
    }

    @Test
    void halfOfACellOnEachOfTwoLanesIsOneCellDone() throws Exception {
        CellGraph graph = sweep(10);
        List<Cell> cells = graph.start();
        Board board = new Board(graph);
        board.decided(cells);
        board.started(cells.get(0));
        board.started(cells.get(1));
        board.advanced(cells.get(0), 1, 2);
        board.advanced(cells.get(1), 5, 10);
        Tally tally = board.of(cells.get(0));
        long now = System.nanoTime() + 1_000_000_000;

        assertEquals(1.0, tally.worked());
        assertEquals(9 / tally.rate(now), tally.secondsLeft(now), 1e-6);
    }

    /** A block is drawn from another thread than those that report. */
    @Test
    void theBlockIsDrawnWhileLanesReport() throws Exception {
        CellGraph graph = sweep(10);
        List<Cell> cells = graph.start();
        progress.began("r", graph);
        progress.decided(cells);

        CompletableFuture<Void> drawing =
                CompletableFuture.runAsync(() -> IntStream.range(0, 300).forEach(i -> progress.note("note " + i)));
        for (Cell cell : cells) {
            succeed(graph, cell);
        }
        drawing.get();

        assertTrue(written.toString(StandardCharsets.UTF_8).contains("note 299"));
    }

    private CellGraph sweep(int cells) throws Exception {
        return new ToyRun(
                        folder,
                        IntStream.range(0, 40)
                                .mapToObj(step -> STEP.formatted(step, cells, step))
                                .collect(Collectors.joining()))
                .graph();
    }

    private void succeed(CellGraph graph, Cell cell) {
        progress.started(cell, "engine 1");
        graph.succeeded(
                cell,
                Cell.State.COMPUTED,
                new ActionRecord(
                        cell.document().key(),
                        cell.document().text(),
                        new TreeMap<>(),
                        Instant.EPOCH,
                        0,
                        new TreeMap<>(),
                        1,
                        null));
        progress.ended(cell);
    }

    /** The lines that are on the screen now: all after the last that a note left there. */
    private List<String> block() {
        progress.note("now");
        String all = written.toString(StandardCharsets.UTF_8);
        return all.substring(all.lastIndexOf("now\n") + 4)
                .lines()
                .map(line -> line.replaceAll("\033\\[[?0-9]*[A-Za-z]|\r", ""))
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
