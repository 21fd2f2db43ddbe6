package dev.retrace.engine.repeat;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Digest;
import dev.retrace.engine.step.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not remembered, because it could not be told later that it had changed. */
final class RememberingTest {

    @TempDir
    private Path folder;

    private RepeatWorld world;

    @BeforeEach
    void aWorkflow() throws IOException {
        world = new RepeatWorld(folder);
    }

    @Test
    void aRunThatFailedIsNot() throws Exception {
        world.set("trouble", "data:b");

        assertFalse(world.run());
        assertFalse(world.isRepeated());
    }

    /** Written in this test, and so less than two seconds ago. */
    @Test
    void aRunOnASourceThatWasJustWrittenIsNot() throws Exception {
        world.began = Instant.now();

        assertFalse(world.run());
        world.began = RepeatWorld.LATER;
        assertTrue(world.run());
    }

    @Test
    void aRunOfJarsThatWereJustBuiltIsNot() throws Exception {
        world.javaStarted = Instant.now();

        assertFalse(world.run());
    }

    @Test
    void aRunWhoseWorkflowChangedMeanwhileIsNot() throws Exception {
        String text = Files.readString(world.workflow);

        assertFalse(world.run(() -> Files.writeString(world.workflow, text + "# more\n")));
        assertFalse(world.isRepeated());
    }

    /** As another run with --force would, in the moment between this run's plan and its end. */
    @Test
    void aRunWhoseRecordAnotherReplacedMeanwhileIsNot() throws Exception {
        world.run();

        assertFalse(world.run(this::replaceARecord));
        assertFalse(world.isRepeated());
    }

    private void replaceARecord() throws IOException {
        Digest key = world.cell().document().key();
        ActionRecord old = world.store.actions().read(key).orElseThrow();
        world.store.actions().remove(key);
        world.store
                .actions()
                .publish(new ActionRecord(
                        key,
                        old.keyDocument(),
                        new TreeMap<>(Map.of("text", world.store.content().put(new byte[] {7}))),
                        old.started(),
                        old.millis(),
                        old.environment(),
                        old.attempt(),
                        null));
        world.tick();
    }

    @Test
    void aRunWhoseArtifactWentMeanwhileIsNot() throws Exception {
        assertFalse(world.run(() -> Files.delete(world.artifact())));
    }

    @Test
    void aRunWithAPyTorchOfTheUsersIsNot() throws Exception {
        world.environment.put("PYTORCH_LIBRARY_PATH", "/nowhere");

        assertFalse(world.run());
    }

    /** The program might tell of a GPU the next time. */
    @Test
    void aRunThatAskedForGpusIsNot() throws Exception {
        world.environment.put("RETRACE_NVIDIA_SMI", "/bin/true");
        world.deviceNamed = false;
        assertFalse(world.run());

        world.deviceNamed = true;
        assertTrue(world.run());
    }

    @Test
    void whatWasRememberedIsForgottenByARunOfWhichItCannotBeSaid() throws Exception {
        assertTrue(world.run());
        world.began = Instant.now();

        assertFalse(world.run());
        assertFalse(world.isRepeated());
    }

    @Test
    void aSourceWithAnAddressIsNoGround() throws IOException {
        Source hub = new Source("hf:org/model", world.numbers, new TreeMap<>(Map.of("", "0".repeat(64))));

        assertFalse(ground().lay(hub, RepeatWorld.LATER));
    }

    @Test
    void aFileThatComesIntoAFolderIsSeen() throws IOException {
        Groundwork ground = ground();
        assertTrue(ground.lay(folderOf("data/a.txt", "data/deep/b.txt"), RepeatWorld.LATER));
        assertTrue(ground.done().holds());

        Files.createFile(folder.resolve("data/deep/c.txt"));

        assertFalse(ground.done().holds());
    }

    @Test
    void whatLiesInAHiddenFolderIsNobodysConcern() throws IOException {
        Groundwork ground = ground();
        assertTrue(ground.lay(folderOf("data/a.txt", "data/.git/index"), RepeatWorld.LATER));

        Files.createFile(folder.resolve("data/.git/lock"));

        assertTrue(ground.done().holds());
    }

    /** Where it leads a file may come to lie, and no stamp of the folder would change. */
    @Test
    void aFolderWithALinkThatLeadsNowhereIsNoGround() throws IOException {
        Source data = folderOf("data/a.txt");
        Files.createSymbolicLink(folder.resolve("data/link"), folder.resolve("nowhere"));

        assertFalse(ground().lay(data, RepeatWorld.LATER));
    }

    @Test
    void whatMustNotBeIsMissedWhenItIs() throws IOException {
        Groundwork ground = ground();
        assertTrue(ground.layAbsent(folder.resolve("driver")));
        assertTrue(ground.done().holds());

        Files.createFile(folder.resolve("driver"));

        assertFalse(ground.done().holds());
        assertFalse(ground().layAbsent(folder.resolve("driver")));
    }

    private Groundwork ground() {
        return new Groundwork(world.store, 0, 0);
    }

    private Source folderOf(String... names) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
            files.put(name.substring("data/".length()), "0".repeat(64));
        }
        return new Source("data", folder.resolve("data"), new TreeMap<>(files));
    }
}
