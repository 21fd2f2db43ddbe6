package dev.retrace.steps.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

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

    /**
     * Kernels to be compiled.
     *
     * @param source CUDA C
     * @param architecture such as {@code sm_90}
     * @param definitions such as {@code N=16}
     */
    record Kernels(String source, String architecture, List<String> definitions) {

        Kernels {
            definitions = List.copyOf(definitions);
        }

        private List<String> options() {
            List<String> options = new ArrayList<>(List.of("--std=c++17", "--gpu-architecture=" + architecture));
            definitions.forEach(each -> options.add("-D" + each));
            return options;
        }
    }

    /** Machine code, as kept or compiled now. */
    byte[] code(Nvrtc compiler, Kernels kernels) {
        Path file = file(compiler, kernels);
        try {
            if (Files.isRegularFile(file)) {
                return Files.readAllBytes(file);
            }
        } catch (IOException unreadable) {
            // compiled again
        }
        return again(compiler, kernels);
    }

    /** Machine code, compiled now: what was kept could not be loaded. */
    byte[] again(Nvrtc compiler, Kernels kernels) {
        byte[] code = compiler.compile(kernels.source, kernels.options());
        keep(file(compiler, kernels), code);
        return code;
    }

    private Path file(Nvrtc compiler, Kernels kernels) {
        String name = DigestUtils.sha256Hex(
                compiler.version() + '\n' + String.join("\n", kernels.options()) + '\n' + kernels.source);
        return folder.resolve(kernels.architecture).resolve(name + ".cubin");
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
