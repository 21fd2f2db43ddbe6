package dev.retrace.engine.toy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A machine that seems to have GPUs: a program that answers as nvidia-smi does, and files that look like PyTorch's. */
public final class FakeGpus {

    public static final String H200 = "NVIDIA H200, 9.0, 143771, 580.159.03";
    public static final String A100 = "NVIDIA A100-SXM4-80GB, 8.0, 81920, 580.159.03";

    private FakeGpus() {}

    /** A program that tells these GPUs: model, compute capability, MiB, driver. */
    public static Path smi(Path folder, String... gpus) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < gpus.length; i++) {
            String[] fields = gpus[i].split(", ", 2);
            lines.append("%d, GPU-%d0000000-aaaa, %s, %s%n".formatted(i, i + 1, fields[0], fields[1]));
        }
        return script(folder, "cat <<'END'\n" + lines + "END");
    }

    /** A shell script called nvidia-smi. */
    public static Path script(Path folder, String body) throws IOException {
        Path script =
                Files.writeString(Files.createDirectories(folder).resolve("nvidia-smi"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    /** The folder {@code torch/lib} of a wheel of this version, with a bridge of its own. */
    public static Path torch(Path folder, String version) throws IOException {
        Path libraries = Files.createDirectories(folder.resolve("torch/lib"));
        Files.writeString(folder.resolve("torch/version.py"), "__version__ = '" + version + "'\ndebug = False\n");
        for (String name : List.of("libtorch.so", "libtorch_cuda.so", "libc10_cuda.so", "libdjl_torch.so")) {
            Files.writeString(libraries.resolve(name), "");
        }
        return libraries;
    }
}
