package dev.retrace.engine.repeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.Lease;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.gc.Collector;
import dev.retrace.cache.gc.Policy;
import dev.retrace.cache.verify.Verifier;
import dev.retrace.engine.provenance.RunCrate;
import dev.retrace.engine.provenance.RunStory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a run only repeats what an earlier one said, and when it must not. */
final class RepetitionTest {

    @TempDir
    private Path folder;

    private RepeatWorld world;

    @BeforeEach
    void aRunThatIsRemembered() throws Exception {
        world = new RepeatWorld(folder);
        assertFalse(world.isRepeated());
        assertTrue(world.run());
    }

    @Test
    void allIsServedAndTheReportsLieInTheRunsFolder() throws IOException {
        Repetition again = world.again().orElseThrow();

        assertEquals(List.of("a profile"), again.announced());
        assertEquals(
                List.of("numbers", "cells", "report"), List.copyOf(again.cells().keySet()));
        assertEquals(List.of(1, 3, 1), List.copyOf(again.cells().values()));
        assertEquals(Map.of("served", 5), again.result().counts());
        Path run = again.result().folder();
        assertEquals(List.of(run.resolve("report.html")), again.result().reports());
        assertEquals("the page", Files.readString(run.resolve("report.html")));
        assertEquals(
                Set.of("pictures", "report.html", "report.json", "ro-crate-metadata.json", "run.json", "workflow.yaml"),
                names(run));
        assertEquals("x", Files.readString(run.resolve("pictures/cat.svg")));
        assertEquals(Files.readString(world.workflow), Files.readString(run.resolve("workflow.yaml")));
    }

    @Test
    void theRunsRecordIsThatOfARunInWhichAllWasServed() throws Exception {
        RunRecord served = world.run(Set.of()).record();

        RunRecord again = record(world.again().orElseThrow());

        assertEquals("done", again.outcome());
        assertEquals(served.workflow(), again.workflow());
        assertEquals(keys(served), keys(again));
        assertEquals(
                Set.of("served"),
                new TreeSet<>(again.cells().stream().map(RunCell::state).toList()));
        assertEquals(again.started(), again.finished());
        assertFalse(again.started().isBefore(served.started()));
    }

    /** Its forms were filled in before; now it is made from the run's folder, by hand. */
    @Test
    void theCrateDescribesTheFilesThatAreThere() throws IOException {
        Repetition again = world.again().orElseThrow();
        RunRecord record = record(again);
        List<Long> found = Collections.nCopies(record.cells().size(), 0L);
        RunStory story = RunStory.of(record, found, world.graph(), List.of("report.html"));

        byte[] made = new RunCrate(
                        world.workflow(), world.graph(), story, again.result().folder())
                .toJson(false);

        assertEquals(
                new String(made, StandardCharsets.UTF_8),
                Files.readString(again.result().folder().resolve(RunCrate.FILE)));
    }

    @Test
    void eachRunHasAFolderOfItsOwn() throws IOException {
        Path first = world.again().orElseThrow().result().folder();
        Path second = world.again().orElseThrow().result().folder();

        assertNotEquals(first, second);
        assertEquals(3, world.store.runs().ids().size());
    }

    @Test
    void aSourceOfTheSameSizeWithOtherBytesIsSeen() throws IOException {
        FileTime before = Files.getLastModifiedTime(world.numbers);
        Files.writeString(world.numbers, "1\n3\n");
        Files.setLastModifiedTime(world.numbers, before);

        assertFalse(world.isRepeated());
    }

    @Test
    void aSourceThatIsGoneOrReplacedIsSeen() throws IOException {
        Files.move(world.numbers, folder.resolve("aside"));
        assertFalse(world.isRepeated());

        Files.copy(folder.resolve("aside"), world.numbers);
        assertFalse(world.isRepeated());
    }

    @Test
    void anotherWorkflowTextIsAnotherCommandAndTheOldOneIsKnownAgain() throws IOException {
        String text = Files.readString(world.workflow);
        Files.writeString(world.workflow, text.replace("trouble: nothing", "trouble: nothinG"));
        assertFalse(world.isRepeated());

        Files.writeString(world.workflow, text);
        assertTrue(world.isRepeated());
    }

    @Test
    void anotherParamIsAnotherCommand() {
        world.set("trouble", "nothing");

        assertFalse(world.isRepeated());
    }

    @Test
    void anotherVariableOfTheEnvironmentIsAnotherCommand() {
        world.environment.put("RETRACE_OFFLINE", "1");
        assertFalse(world.isRepeated());

        world.environment.remove("RETRACE_OFFLINE");
        world.environment.put("RETRACE_COLUMNS", "132");
        assertTrue(world.isRepeated()); // the window's size changes no result
    }

    @Test
    void anotherJavaOrMachineIsAnotherCommand() {
        world.machine.put("java.home", "/java25");

        assertFalse(world.isRepeated());
    }

    @Test
    void anotherBuildIsSeen() throws IOException {
        Files.writeString(world.jar, "CLASSES");

        assertFalse(world.isRepeated());
    }

    @Test
    void anotherStoreKnowsNothingAndIsNotMade() {
        Path other = folder.resolve("other");

        assertTrue(Repetition.of(world.command(), other).isEmpty());
        assertFalse(Files.exists(other));
    }

    @Test
    void aDeletedArtifactIsSeen() throws IOException {
        Files.delete(world.artifact());

        assertFalse(world.isRepeated());
    }

    @Test
    void flippedBitsAreSeenAlsoIfTheFilesTimeIsSetBack() throws IOException {
        damage(world.artifact());

        assertFalse(world.isRepeated());
    }

    @Test
    void aDeletedRecordIsSeen() throws IOException {
        world.store.actions().remove(world.cell().document().key());

        assertFalse(world.isRepeated());
    }

    @Test
    void aTruncatedRecordIsSeen() throws IOException {
        Path record = world.store.actions().path(world.cell().document().key());
        Files.write(record, List.of("{"));

        assertFalse(world.isRepeated());
    }

    @Test
    void whatAForcedRunReplacedIsSeen() throws Exception {
        world.set("trouble", "clock");
        assertTrue(world.run());
        assertTrue(world.isRepeated());

        world.run(Set.of("cells"));

        assertFalse(world.isRepeated());
        assertTrue(world.run());
        assertTrue(world.isRepeated());
    }

    /** All is older than a day then, and no run is kept. */
    @Test
    void whatACollectionTookIsMissedAndComesBackWithAnOrdinaryRun() throws Exception {
        Policy policy = new Policy(0, Set.of(), Duration.ofDays(1), null);
        new Collector(world.store, policy, Instant.now().plus(Duration.ofDays(9))).collect(false);

        assertFalse(world.isRepeated());
        assertTrue(world.run());
        assertTrue(world.isRepeated());
    }

    @Test
    void whatVerifyMovedAsideIsMissed() throws IOException {
        damage(world.artifact());
        assertFalse(new Verifier(world.store, any -> true, (done, total) -> {})
                .verify()
                .findings()
                .isEmpty());

        assertFalse(world.isRepeated());
    }

    /** Somebody is at it: a run, or a collection. */
    @Test
    void aLeaseInTheStoreSendsTheCommandTheOrdinaryWay() throws IOException {
        Lease collection = world.store.beginCollection().orElseThrow();
        assertFalse(world.isRepeated());

        collection.close();

        assertTrue(world.isRepeated());
    }

    @Test
    void aReportWhoseBytesAreGoneIsNotTold() throws IOException {
        byte[] memory = Files.readAllBytes(world.memory());
        Repeat repeat = RepeatFile.read(memory);
        Files.delete(world.store
                .content()
                .path(repeat.reports().get(0).outputs().get(0).artifact().digest()));
        Repeat careless = new Repeat(
                new Foundation(List.of()), repeat.announced(), repeat.cells(), repeat.pages(), repeat.reports());
        Files.write(world.memory(), RepeatFile.write(careless));
        int runs = world.store.runs().ids().size();

        assertFalse(world.isRepeated());
        assertEquals(runs, world.store.runs().ids().size()); // not even a folder of it
    }

    @Test
    void aDamagedMemoryIsNoneAndTheNextRunRemembersAnew() throws Exception {
        byte[] good = Files.readAllBytes(world.memory());
        for (int at = 0; at < good.length; at += 97) {
            byte[] bad = good.clone();
            bad[at] ^= 4;
            Files.write(world.memory(), bad);
            assertFalse(world.isRepeated(), "byte " + at);
        }
        for (int size = 0; size < good.length; size += 101) {
            Files.write(world.memory(), Arrays.copyOf(good, size));
            assertFalse(world.isRepeated(), size + " bytes");
        }

        assertTrue(world.run());
        assertTrue(world.isRepeated());
    }

    private static void damage(Path file) throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, before);
    }

    private RunRecord record(Repetition run) throws IOException {
        return world.store
                .runs()
                .read(run.result().folder().getFileName().toString())
                .orElseThrow();
    }

    private static List<String> keys(RunRecord run) {
        return run.cells().stream().map(cell -> cell.cell() + " " + cell.key()).toList();
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
