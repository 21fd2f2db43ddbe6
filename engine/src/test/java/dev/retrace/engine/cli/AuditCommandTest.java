package dev.retrace.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.Store;
import dev.retrace.engine.cli.InProcess.Ended;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits of a run whose records were tampered with by hand. */
final class AuditCommandTest {

    @TempDir
    private Path folder;

    private InProcess here = new InProcess(Path.of(""));

    @BeforeEach
    void aRunOverFourNumbers() throws IOException {
        here = new InProcess(folder.resolve("store"));
        new ToyWorld(folder, 4);
        Ended run = here.retrace("run", folder.resolve("toy.yaml").toString(), "--progress", "none");
        assertEquals(0, run.code(), run.err());
    }

    @Test
    void anUntouchedRunIsReproducedAndNothingIsPublished() throws IOException {
        List<Path> before = files();

        Ended audit = here.retrace("audit", "--sample", "100%");

        assertEquals(0, audit.code(), audit.out() + audit.err());
        assertTrue(audit.out().contains("all audited cells are reproduced within their tolerance"), audit.out());
        assertEquals(before, files());
        try (Stream<Path> written = Files.list(folder.resolve("store/audits"))) {
            assertEquals(2, written.count());
        }
    }

    /** The square of 3, stored as 9.5; with a tolerance of 1e-5 + 1e-3 · 9.5 it is not 9. */
    @Test
    void aChangedNumberIsFoundWithCellOutputRowAndColumn() throws IOException {
        String cell = tamper("squares[power=2]", text -> text.replace("n3,9.0", "n3,9.5"));

        Ended audit = here.retrace("audit", "--sample", "100%");

        assertEquals(4, audit.code(), audit.err());
        assertTrue(
                audit.out()
                        .contains(
                                "beyond   " + cell + ", output squares, row 3, column square:"
                                        + " stored 9.5, computed again 9.0 (1 of 4 numbers differ, 1 values beyond the tolerance)\n"),
                audit.out());
    }

    /** 9.001 is within 1e-5 + 1e-3 · 9.001 of 9. */
    @Test
    void aNumberWithinTheToleranceIsReportedNotBlamed() throws IOException {
        tamper("squares[power=2]", text -> text.replace("n3,9.0", "n3,9.001"));

        Ended audit = here.retrace("audit", "--sample", "100%", "--step", "squares", "--json");

        assertEquals(0, audit.code(), audit.out());
        assertTrue(audit.out().contains("\"state\" : \"WITHIN\""), audit.out());
        assertTrue(audit.out().contains("\"passed\" : true"), audit.out());
    }

    @Test
    void aStepOfSameBytesMayNotDifferAtAll() throws IOException {
        tamper("numbers", text -> text.replace("n3,3", "n3,3.0"));

        Ended audit = here.retrace("audit", "--sample", "100%", "--step", "numbers");

        assertEquals(4, audit.code(), audit.out());
    }

    @Test
    void aSourceThatIsGoneIsSkippedWithTheReason() throws IOException {
        Files.delete(folder.resolve("numbers.txt"));

        Ended audit = here.retrace("audit", "--sample", "100%");

        assertEquals(0, audit.code(), audit.out());
        assertTrue(audit.out().contains("skipped  numbers: the file of the user's with sha256:"), audit.out());
    }

    /**
     * Every number is 0.25 larger: of 1 that is a quarter, the greatest share. Its shards hold n1 to n4; of all
     * cells the squares and the cubes alone are numeric.
     */
    @Test
    void anotherPrecisionIsMeasuredCellByCellWithTheGreatestDifferencesAndTheirPlaces() {
        Ended audit = here.retrace("audit", "--sample", "100%", "--precision", "tf32");

        assertEquals(4, audit.code(), audit.err());
        assertTrue(audit.err().contains("again on cpu, tf32\n"), audit.err());
        assertTrue(audit.out().contains(" (cpu, float32), computed again on cpu, tf32, "), audit.out());
        assertTrue(
                audit.out()
                        .matches("(?s).*toy-square +squares +8 +8 +\\|a-b\\| +2\\.50e-01  row 1, column square, of"
                                + " squares\\[power=.\\].*"),
                audit.out());
        assertTrue(audit.out().contains("|a-b|/|b|   2.50e-01  row 1, column square, of squares[power="), audit.out());
        assertFalse(audit.out().contains("toy-numbers"), audit.out());
    }

    @Test
    void aDeviceThatIsNotHereIsRefusedBeforeAnythingIsComputed() {
        assertEquals(2, here.retrace("audit", "--device", "cuda:7").code());
        assertEquals(2, here.retrace("audit", "--device", "cpu,cpu").code());
        assertEquals(2, here.retrace("audit", "--precision", "float61").code());
    }

    @Test
    void aCellThatHalvedItsBatchesIsToldAsNotPromised() throws IOException {
        Path workflow = Files.writeString(
                folder.resolve("halved.yaml"),
                "name: halved\nsteps:\n  a: { step: toy-trial, with: { name: a, trouble: halve } }\n");
        assertEquals(
                0,
                here.retrace("run", workflow.toString(), "--progress", "none").code());

        Ended audit = here.retrace("audit", workflow.toString(), "--sample", "100%");
        Ended show = here.retrace("show", "a");

        assertEquals(0, audit.code(), audit.err());
        assertTrue(
                audit.out()
                        .contains("noted    a: the same bytes are not promised, as its record notes"
                                + " batch: 8 rows, halved once; computed again with batch: 8 rows, halved once\n"),
                audit.out());
        assertTrue(show.out().contains("          note batch: 8 rows, halved once\n"), show.out());
        assertTrue(show.out().contains("\nbytes     not promised"), show.out());
    }

    @Test
    void aRunThatTheStoreLacksIsRefused() {
        Ended audit = here.retrace("audit", "20200101-000000-0000");

        assertEquals(1, audit.code());
        assertTrue(audit.err().contains("there is no run '20200101-000000-0000'"), audit.err());
    }

    /** Publishes other bytes under the key of the first cell whose name begins so. */
    private String tamper(String name, UnaryOperator<String> change) throws IOException {
        Store store = Store.open(folder.resolve("store"));
        RunCell cell = store.runs().read(store.runs().ids().get(0)).orElseThrow().cells().stream()
                .filter(one -> one.cell().startsWith(name))
                .findFirst()
                .orElseThrow();
        Digest key = Digest.parse(Objects.requireNonNull(cell.key()));
        ActionRecord record = store.actions().find(key).orElseThrow();
        String output = record.outputs().firstKey();
        byte[] held = store.content().read(record.output(output));
        Artifact other = store.content()
                .put(change.apply(new String(held, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        SortedMap<String, Artifact> outputs = new TreeMap<>(record.outputs());
        outputs.put(output, other);
        store.actions().remove(key);
        store.actions()
                .publish(new ActionRecord(
                        key,
                        record.keyDocument(),
                        outputs,
                        record.started(),
                        record.millis(),
                        record.environment(),
                        record.attempt(),
                        record.log()));
        return cell.cell();
    }

    /** Records, blobs and what is in the making. */
    private List<Path> files() throws IOException {
        try (Stream<Path> records = Files.walk(folder.resolve("store/ac"));
                Stream<Path> blobs = Files.walk(folder.resolve("store/cas"));
                Stream<Path> scratch = Files.walk(folder.resolve("store/tmp"))) {
            return Stream.of(records, blobs, scratch)
                    .flatMap(all -> all)
                    .sorted()
                    .toList();
        }
    }
}
