package dev.retrace.engine.toy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A folder with a workflow of toy steps over some numbers, a store, and a witness of what was computed. */
public final class ToyWorld {

    private static final String WORKFLOW = """
            name: toy
            params:
              numbers: { type: source, default: numbers.txt }
              pause: 0
              hated: -1
              title: total
            steps:
              numbers:
                step: toy-numbers
                with: { source: "${numbers}" }
              squares:
                step: toy-square
                inputs: { numbers: numbers }
                matrix: { power: [2, 3] }
                shard: { numbers: 4 }
                with: { power: "${matrix.power}", pause: "${pause}", hated: "${hated}" }
              report:
                step: toy-total
                inputs: { squares: [squares] }
                with: { title: "${title}" }
            """;

    /** Something that comes true while processes run. */
    public interface Condition {
        boolean holds() throws IOException;
    }

    private final Path folder;

    /** The workflow over the numbers 1 to {@code count}. */
    public ToyWorld(Path folder, int count) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve(".git")); // so that the store lies here
        Files.writeString(folder.resolve("toy.yaml"), WORKFLOW);
        numbers(count);
    }

    /** The command line in this folder. */
    public RetraceProcess retrace() {
        return new RetraceProcess(folder).with("TOY_WITNESS", witness().toString());
    }

    /** Writes the numbers 1 to {@code count}. */
    public void numbers(int count) throws IOException {
        Files.write(
                folder.resolve("numbers.txt"),
                IntStream.rangeClosed(1, count).mapToObj(String::valueOf).toList());
    }

    /** One line per cell that a worker has started, since the world began or the witness was told to forget. */
    public List<String> computed() throws IOException {
        return Files.exists(witness()) ? Files.readAllLines(witness()) : List.of();
    }

    /** Forgets what was computed. */
    public void forget() throws IOException {
        Files.deleteIfExists(witness());
    }

    /** The report of a run. */
    public String report(Ended run) throws IOException {
        return Files.readString(folder.resolve(run.lastLine()));
    }

    /** How many records the store has. */
    public int records() throws IOException {
        Path records = folder.resolve(".retrace").resolve("ac");
        if (!Files.isDirectory(records)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(records)) {
            return (int) files.filter(file -> file.toString().endsWith(".json")).count();
        }
    }

    /** Waits for at most half a minute. */
    public static void await(Condition condition) throws IOException, InterruptedException {
        for (int i = 0; i < 600 && !condition.holds(); i++) {
            Thread.sleep(50);
        }
        assertTrue(condition.holds(), "waited half a minute in vain");
    }

    private Path witness() {
        return folder.resolve("witness");
    }
}
