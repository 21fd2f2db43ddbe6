package dev.retrace.engine.torch.install;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * PyTorch's CUDA libraries as they were installed on request.
 *
 * @param folder of the libraries
 * @param version of PyTorch
 * @param flavor for which CUDA
 */
public record InstalledNatives(Path folder, String version, String flavor) {

    /** Those in this user's cache folder; nothing if none were installed whole. */
    public static Optional<InstalledNatives> in(Map<String, String> environment) {
        Release release = Release.FITTING;
        Path folder = place(environment).resolve(release.folder());
        return Files.isRegularFile(folder.resolve(Manifest.FILE))
                ? Optional.of(new InstalledNatives(folder, release.version(), release.flavor()))
                : Optional.empty();
    }

    /** Where such folders lie: {@code retrace/pytorch} in the user's cache folder. */
    static Path place(Map<String, String> environment) {
        Path configured = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
        Path caches = configured.isAbsolute() // the XDG specification ignores others
                ? configured
                : Path.of(System.getProperty("user.home"), ".cache");
        return caches.resolve("retrace").resolve("pytorch");
    }
}
