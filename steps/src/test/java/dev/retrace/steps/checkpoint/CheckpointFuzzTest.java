package dev.retrace.steps.checkpoint;

import dev.retrace.steps.weights.Mutations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A damaged folder is described or refused in words. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CheckpointFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void damagedConfigurations() throws IOException {
        TinyDownload download = TinyDownload.into(folder);

        Mutations.forEach(download.folder().resolve(TinyDownload.CONFIG), 400, file -> Checkpoint.read(folder));
    }

    @Test
    void damagedVocabularies() throws IOException {
        TinyDownload download = TinyDownload.into(folder);

        Mutations.forEach(
                download.folder().resolve(TinyDownload.TOKENIZER), 200, file -> TokenizerVocabulary.check(file, 96));
    }
}
