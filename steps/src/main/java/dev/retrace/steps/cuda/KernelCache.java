package dev.retrace.steps.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Compiled kernels in the user's cache folder, by the digest of their source, options and compiler. Without a folder
 * that can be written they are compiled in each process, which takes a second.
 */
record KernelCache(Path folder) {

    static KernelCache ofUser() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path caches =
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return new KernelCache(caches.resolve("retrace").resolve("kernels"));
    }

    /** Machine code of a source for an architecture. */
    byte[] code(Nvrtc compiler, String source, String architecture, List<String> definitions) {
        List<String> options = new ArrayList<>(List.of("--std=c++17", "--gpu-architecture=" + architecture));
        definitions.forEach(each -> options.add("-D" + each));
        String name = sha256(compiler.version() + '\n' + String.join("\n", options) + '\n' + source);
        Path file = folder.resolve(architecture).resolve(name + ".cubin");
        try {
            if (Files.isRegularFile(file)) {
                return Files.readAllBytes(file);
            }
        } catch (IOException unreadable) {
            // compiled again
        }
        byte[] code = compiler.compile(source, options);
        keep(file, code);
        return code;
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }

    private static void keep(Path file, byte[] code) {
        try {
            Files.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(file.getParent(), ".kernel", ".tmp");
            Files.write(temporary, code);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            // the next process compiles it
        }
    }
}
