package dev.retrace.engine.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks for NVIDIA's run-time compiler, NVRTC, with which the fused kernels are made at their first use. */
public final class KernelCompiler {

    /** PyTorch's own builds put a checksum into the name. */
    private static final Pattern LIBRARY = Pattern.compile("libnvrtc(?:-[0-9a-f]{8,64})?\\.so(?:\\.[0-9.]{1,16})?");

    private static final List<String> SYSTEM =
            List.of("/usr/local/cuda/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib64");
    private static final int MOST_FOLDERS = 200;

    private KernelCompiler() {}

    /** The library for workers with this environment and torch: beside torch, in its wheels, in CUDA's folders. */
    public static Optional<Path> find(Map<String, String> environment, TorchLibraries torch) {
        List<Path> folders = new ArrayList<>();
        Path own = torch.folder();
        if (own != null) {
            folders.add(own);
            folders.addAll(ofWheels(own));
        }
        for (String entry : environment.getOrDefault("LD_LIBRARY_PATH", "").split(":", -1)) {
            if (!entry.isEmpty()) {
                folders.add(Path.of(entry));
            }
        }
        SYSTEM.forEach(folder -> folders.add(Path.of(folder)));
        return folders.stream().limit(MOST_FOLDERS).flatMap(KernelCompiler::in).findFirst();
    }

    /** PyTorch's wheels bring CUDA as sisters of {@code torch/lib}: {@code nvidia/…/lib}. */
    private static List<Path> ofWheels(Path libraries) {
        Path packages = parent(parent(libraries));
        return packages == null
                ? List.of()
                : list(packages.resolve("nvidia"))
                        .map(part -> part.resolve("lib"))
                        .toList();
    }

    private static @Nullable Path parent(@Nullable Path path) {
        return path == null ? null : path.getParent();
    }

    private static Stream<Path> in(Path folder) {
        return list(folder)
                .filter(file ->
                        LIBRARY.matcher(String.valueOf(file.getFileName())).matches());
    }

    private static Stream<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException unreadable) {
            return Stream.empty(); // what cannot be read cannot be loaded either
        }
    }
}
