package dev.retrace.steps.tokenizer;

import dev.retrace.steps.weights.Mutations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A damaged tokenizer never takes the process along: its library is native code. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class TokenizerFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void damagedTokenizers() throws IOException {
        Path file = folder.resolve("tokenizer.json");
        try (InputStream in = TokenizerFuzzTest.class.getResourceAsStream("tiny-tokenizer.json")) {
            Files.copy(Objects.requireNonNull(in), file);
        }

        Mutations.forEach(file, 300, TokenizerFuzzTest::use);
    }

    private static void use(Path file) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            tokenizer.encode(" The café \uD83D\uDE00 low lower\u0000\n");
            for (int id = 0; id < Math.min(tokenizer.size(), 100); id++) {
                tokenizer.text(id);
            }
        }
    }
}
