package dev.retrace.engine.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What steps gave when their version was last raised: users' caches hold it under that version. */
final class GoldenOutputTest {

    @TempDir
    private Path folder;

    @Test
    void writeGivesItsTextAndALineEnd() throws IOException {
        WriteStep step = new WriteStep();

        step.run(new WriteStep.Parameters("four"), new Inputs(Map.of(), sha256 -> folder), outputs(step), new NoLane());

        assertGolden(step, "four\n");
    }

    @Test
    void appendGivesTheTextAndALineMore() throws IOException {
        AppendStep step = new AppendStep();
        Path text = Files.writeString(folder.resolve("input.txt"), "four\n");
        Inputs inputs =
                new Inputs(Map.of("text", List.of(new Part(Map.of(), new InputFile(text, "0")))), sha256 -> text);

        step.run(new AppendStep.Parameters("1"), inputs, outputs(step), new NoLane());

        assertGolden(step, "four\n1\n");
    }

    private Outputs outputs(Step<?> step) {
        return new Outputs(folder, step.descriptor().outputs());
    }

    private void assertGolden(Step<?> step, String expected) throws IOException {
        assertEquals(
                expected,
                Files.readString(folder.resolve("text.txt")),
                () -> "output of step %s version %d changed: raise its version or find the cause"
                        .formatted(step.descriptor().name(), step.descriptor().version()));
        assertEquals(1, step.descriptor().version(), "the version was raised: put the new output here");
    }

    private static final class NoLane implements Lane {

        @Override
        public String device() {
            return "cpu";
        }

        @Override
        public String precision() {
            return "float32";
        }

        @Override
        public <T extends AutoCloseable> T shared(String sha256, Class<T> type, Loader<T> loader) throws IOException {
            return loader.load();
        }

        @Override
        public void progress(long done, long total) {}

        @Override
        public void log(String line) {}

        @Override
        public void note(String name, String value) {}

        @Override
        public void checkCancelled() {}
    }
}
