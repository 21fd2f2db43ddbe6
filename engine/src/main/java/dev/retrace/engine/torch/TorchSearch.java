package dev.retrace.engine.torch;

import dev.retrace.engine.torch.install.InstalledNatives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the PyTorch that a worker of this environment would load. */
public final class TorchSearch {

    static final String PATH = "PYTORCH_LIBRARY_PATH";
    static final String VERSION = "PYTORCH_VERSION";
    static final String FLAVOR = "PYTORCH_FLAVOR";

    private static final String LIBRARY = "libtorch.so";

    private final Map<String, String> environment;

    public TorchSearch(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** For workers on the CPU: what the environment names, else the class path's. */
    public TorchLibraries forCpu() {
        return own().map(TorchSearch::asDjlTakesIt).orElseGet(() -> ofClassPath("the class path"));
    }

    /** Libraries that do not say their version are taken for those of the class path. */
    private static TorchLibraries asDjlTakesIt(TorchLibraries torch) {
        String version = Bridge.onClassPath().split("-", 2)[0];
        return torch.version().isEmpty()
                ? new TorchLibraries(torch.folder(), version, torch.flavor(), torch.origin(), torch.bridge())
                : torch;
    }

    /** Whether workers on the CPU load the class path's, whatever comes to lie elsewhere. */
    public boolean isOfClassPathAlone() {
        return environment.getOrDefault(PATH, "").isEmpty();
    }

    /** For workers on a GPU: what the environment names, else what was installed on request. */
    public TorchLibraries forCuda() {
        return own().or(this::installed).orElseGet(() -> ofClassPath(nothing()));
    }

    private String nothing() {
        String named = environment.getOrDefault(PATH, "");
        return named.isEmpty()
                ? "only the CPU libraries of the class path are here, and " + PATH + " names no others"
                : PATH + "=" + named + " has no " + LIBRARY
                        + ", so that only the CPU libraries of the class path are here";
    }

    /** As DJL does it: the first entry that is the library or a folder with it. */
    private Optional<TorchLibraries> own() {
        for (String entry : environment.getOrDefault(PATH, "").split(":", -1)) {
            Path path = Path.of(entry);
            boolean file = !entry.isEmpty() && path.endsWith(LIBRARY) && Files.isRegularFile(path);
            Path folder = file ? path.toAbsolutePath().getParent() : path.toAbsolutePath();
            if (!entry.isEmpty() && folder != null && Files.isRegularFile(folder.resolve(LIBRARY))) {
                return Optional.of(described(folder));
            }
        }
        return Optional.empty();
    }

    private TorchLibraries described(Path folder) {
        TorchVersion said = TorchVersion.besides(folder);
        String version = environment.getOrDefault(VERSION, "");
        String flavor = environment.getOrDefault(FLAVOR, "");
        TorchVersion holds = new TorchVersion(
                version.isEmpty() ? said.version() : version.split(Pattern.quote("+"), 2)[0],
                flavor.isEmpty() ? said.flavor() : flavor);
        return found(folder, holds, PATH);
    }

    private Optional<TorchLibraries> installed() {
        return InstalledNatives.in(environment)
                .map(natives -> found(
                        natives.folder(),
                        new TorchVersion(natives.version(), natives.flavor()),
                        "installed by `retrace doctor --install-cuda`"));
    }

    private static TorchLibraries found(Path folder, TorchVersion is, String origin) {
        return new TorchLibraries(
                folder, is.version(), is.flavor(), origin, Bridge.find(folder, is.version(), is.flavor()));
    }

    private TorchLibraries ofClassPath(String origin) {
        String named = environment.getOrDefault(VERSION, "");
        String version = named.isEmpty() ? Bridge.onClassPath() : named;
        return new TorchLibraries(null, version, "cpu", origin, "");
    }
}
