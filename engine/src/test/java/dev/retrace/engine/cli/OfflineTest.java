package dev.retrace.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.cli.InProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that is not on this machine, and commands that may not fetch it. */
final class OfflineTest {

    private static final String WORKFLOW = """
            name: offline
            steps:
              numbers:
                step: toy-numbers
                with: { source: "toy://%s" }
            """;

    @TempDir
    private Path folder;

    private InProcess here = new InProcess(Path.of(""));
    private Path numbers = Path.of("");
    private String workflow = "";

    @BeforeEach
    void aWorkflowOfAFarSource() throws IOException {
        here = new InProcess(folder.resolve("store"));
        numbers = folder.resolve("numbers.txt");
        workflow = Files.writeString(folder.resolve("offline.yaml"), WORKFLOW.formatted(numbers))
                .toString();
    }

    @Test
    void whatIsMissingOfflineIsNoMistakeOfTheWorkflow() {
        Ended ended = here.retrace("run", workflow, "--progress", "none", "--offline");

        assertEquals(6, ended.code(), ended.err());
        assertEquals("retrace: not here: " + numbers + ", and --offline was given\n", ended.err());
        assertFalse(Files.exists(numbers));
    }

    @Test
    void allThatIsMissingIsToldAtOnce() throws IOException {
        Path other = folder.resolve("other.txt");
        Files.writeString(Path.of(workflow), """
                  more: { step: toy-numbers, with: { source: "toy://%s" } }
                  again: { step: toy-numbers, with: { source: "toy://%s" } }
                """.formatted(other, numbers), StandardOpenOption.APPEND);

        Ended ended = here.retrace("run", workflow, "--progress", "none", "--offline");

        assertEquals(6, ended.code(), ended.err());
        assertEquals("""
                retrace: 2 sources are missing.
                - not here: %s, and --offline was given
                - not here: %s, and --offline was given
                """.formatted(numbers, other), ended.err());
    }

    @Test
    void aProfileSaysWhatItTakesBeforeAnythingIsFetched() throws IOException {
        Files.writeString(Path.of(workflow), """
                profiles:
                  full: { description: "Takes 11 GB  of disk." }
                """, StandardOpenOption.APPEND);

        Ended ended = here.retrace("run", workflow, "--progress", "none", "--offline", "--profile", "full");

        assertEquals(
                "profile full: Takes 11 GB of disk.\nretrace: not here: " + numbers + ", and --offline was given\n",
                ended.err());
    }

    @Test
    void plansFetchNothing() {
        for (Ended ended :
                new Ended[] {here.retrace("explain", workflow), here.retrace("run", workflow, "--dry-run")}) {
            assertEquals(6, ended.code(), ended.err());
            assertTrue(ended.err().contains("this command only plans"), ended.err());
        }
        assertFalse(Files.exists(numbers));
    }

    @Test
    void whatIsHereIsUsedOffline() throws IOException {
        Files.writeString(numbers, "3\n");

        Ended ended = here.retrace("run", workflow, "--progress", "none", "--offline");

        assertEquals(0, ended.code(), ended.err());
    }
}
