package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {

    @TempDir
    Path folder;

    private RunHistory runs;

    @BeforeEach
    void openStore() throws IOException {
        runs = Store.open(folder).runs();
    }

    /** Half of 65536 is 8000 in hexadecimal, and .123456789 of it is 8090.9, 1f9a. */
    @Test
    void anIdIsTheTimeAndFree() throws IOException {
        Instant half = Instant.parse("2026-11-21T09:30:00.5Z");

        assertEquals("20261121-093000-8000", runs.newId(half));
        assertEquals("20261121-093000-8001", runs.newId(half));
        assertEquals("20261121-120000-1f9a", runs.newId(Work.NOON));
        assertTrue(Files.isDirectory(runs.folder("20261121-093000-8001")));
    }

    @Test
    void idsAreNewestFirst() throws IOException {
        String old = runs.newId(Instant.parse("2025-12-31T23:59:59Z"));
        String last = runs.newId(Instant.parse("2026-11-21T09:30:00.9Z"));
        String middle = runs.newId(Instant.parse("2026-11-21T09:30:00.1Z"));
        Files.createDirectory(folder.resolve("runs/latest"));

        assertEquals(List.of(last, middle, old), runs.ids());
    }

    @Test
    void aRunIsReadAsItWasWrittenLast() throws IOException {
        String id = runs.newId(Work.NOON);
        assertEquals(Optional.empty(), runs.read(id));

        runs.write(run(id, null, "running", List.of()));
        RunRecord done = run(id, Work.NOON.plusSeconds(9), "done", List.of(cell("computed"), failure()));
        runs.write(done);

        assertEquals(Optional.of(done), Store.openReadOnly(folder).runs().read(id));
    }

    @Test
    void whatBecomesOfCellsIsAddedWhileTheRunGoesOn() throws IOException {
        String id = runs.newId(Work.NOON);
        runs.write(run(id, null, "running", List.of(cell("ready"))));

        runs.append(id, List.of(cell("computed")));
        runs.append(id, List.of(failure()));

        assertEquals(Optional.of(run(id, null, "running", List.of(cell("computed"), failure()))), runs.read(id));
    }

    @Test
    void aLineThatAKillCutShortIsLeftOut() throws IOException {
        String id = runs.newId(Work.NOON);
        runs.write(run(id, null, "running", List.of(cell("ready"))));
        runs.append(id, List.of(cell("computed"), failure()));
        Path lines = runs.folder(id).resolve("run.jsonl");
        Files.writeString(lines, Files.readString(lines).substring(0, (int) Files.size(lines) - 20));

        assertEquals(Optional.of(run(id, null, "running", List.of(cell("computed")))), runs.read(id));
    }

    @Test
    void aRunThatEndedIsInOneFile() throws IOException {
        String id = runs.newId(Work.NOON);
        runs.write(run(id, null, "running", List.of(cell("ready"))));
        runs.append(id, List.of(cell("failed")));
        byte[] lines = Files.readAllBytes(runs.folder(id).resolve("run.jsonl"));
        RunRecord done = run(id, Work.NOON.plusSeconds(9), "done", List.of(cell("computed")));

        runs.write(done);
        assertFalse(Files.exists(runs.folder(id).resolve("run.jsonl")));
        Files.write(runs.folder(id).resolve("run.jsonl"), lines); // as if killed just before it was deleted
        assertEquals(Optional.of(done), runs.read(id));
    }

    @Test
    void unknownFieldsOfLaterVersionsAreIgnored() {
        RunRecord run = run("20261121-093000-8000", null, "running", List.of(cell("served"), failure()));
        String later =
                run.toJson().replace("{\"cell\":", "{\"later\":true,\"cell\":").replaceFirst("\\{", "{\"x\":1,");

        assertEquals(run, RunRecord.fromJson(later));
    }

    @Test
    void aDamagedRunIsNamed() throws IOException {
        String id = runs.newId(Work.NOON);
        Path file = Files.writeString(runs.folder(id).resolve("run.json"), "{\"id\":");

        String message = String.valueOf(
                assertThrows(IOException.class, () -> runs.read(id)).getMessage());

        assertTrue(message.startsWith(file + ": not JSON: "), message);
    }

    @Test
    void anIdCannotLeaveTheFolder() {
        assertThrows(IllegalArgumentException.class, () -> runs.folder("../../etc"));
        assertThrows(IllegalArgumentException.class, () -> runs.read(""));
    }

    private static RunRecord run(String id, @Nullable Instant finished, String outcome, List<RunCell> cells) {
        TreeMap<String, String> environment = new TreeMap<>();
        environment.put("device", "cpu");
        return new RunRecord(id, "paper", "workflows/paper.yaml", Work.NOON, finished, outcome, environment, cells);
    }

    private static RunCell cell(String state) {
        String key = Work.key("patch", 1).toString();
        return new RunCell(
                "trace[state=o]#3", "trace", "patch", key, state, Work.NOON, 15, "cpu", "", "window: 1 -> 2");
    }

    private static RunCell failure() {
        return new RunCell("figure", "figure", "plot", null, "failed", null, 0, "", "no column 'ie'", "");
    }
}
