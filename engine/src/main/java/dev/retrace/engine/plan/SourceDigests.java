package dev.retrace.engine.plan;

import dev.retrace.cache.FileDigests;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.SourceFetcher;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.workflow.SourceResolver;
import dev.retrace.engine.yaml.Quantities;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Resolves the sources that a workflow names to their content: files and folders on this machine, some
 * of which have to be fetched first.
 */
public final class SourceDigests implements SourceResolver {

    /** What comes before the path of a list of addresses. */
    private static final String LIST = "list:";

    private static final Pattern PIN = Pattern.compile("#sha256=([0-9a-fA-F]{64})$");

    private static final int MOST_FILES = 10_000;
    private static final int DEEPEST = 8;

    /** Bytes that take long enough to read that a person wants to know what is going on. */
    private static final long LARGE = 1L << 30;

    private final FileDigests digests;
    private final Iterable<SourceFetcher> fetchers;
    private final SourceFetcher.Network network;

    /** Reads files and folders of this machine only. */
    public SourceDigests(FileDigests digests) {
        this(digests, List.of(), new NetworkUse("this reads files and folders only", line -> {}));
    }

    /** Asks the fetchers for what has the form of an address. */
    public SourceDigests(FileDigests digests, Iterable<SourceFetcher> fetchers, SourceFetcher.Network network) {
        this.digests = digests;
        this.fetchers = fetchers;
        this.network = network;
    }

    /** With all ways to fetch that the modules on the class path register; looked for when an address is met. */
    public static SourceDigests installed(FileDigests digests, SourceFetcher.Network network) {
        return new SourceDigests(digests, ServiceLoader.load(SourceFetcher.class), network);
    }

    @Override
    public Source resolve(String location, Path base) throws IOException {
        if (isAddress(location)) {
            boolean list = location.startsWith(LIST);
            return remote(location, list ? LIST + path(location.substring(LIST.length()), base) : location);
        }
        if (location.isBlank()) {
            throw new StepException("the path is empty; was a variable of the shell not set?");
        }
        Path path = path(location, base);
        if (!Files.exists(path)) {
            throw new StepException("there is no file or folder " + path + nearest(path));
        }
        return source(location, path);
    }

    /** Whether a location names something that lies elsewhere, or a list of such. */
    public static boolean isAddress(String location) {
        return location.startsWith(LIST) || location.matches("hf:.*|[a-z][a-z0-9+.-]*://.*");
    }

    /** All that is looked at in the folder of a source: files, and the folders that they lie in. */
    public static List<Path> seen(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(path -> !hidden(folder.relativize(path))).toList();
        }
    }

    /** @param address the location, in full where it names a file of this machine */
    private Source remote(String location, String address) throws IOException {
        for (SourceFetcher fetcher : fetchers) {
            if (fetcher.fetches(address)) {
                return pinned(source(location, fetched(fetcher, address)));
            }
        }
        throw new StepException("'" + location + "' is not on this machine, and nothing here can fetch it;"
                + " download it and give its path");
    }

    /** A person may have placed other bytes where those of an address belong. */
    private static Source pinned(Source source) {
        Matcher pin = PIN.matcher(source.location());
        String digest = source.files().get("");
        if (pin.find() && digest != null && !digest.equalsIgnoreCase(pin.group(1))) {
            throw new StepException(source.path() + " has the digest " + digest + ", and is not what "
                    + source.location() + " means; remove it");
        }
        return source;
    }

    private Source source(String location, Path path) throws IOException {
        return new Source(location, path, Files.isDirectory(path) ? folder(path) : file(path));
    }

    private Path fetched(SourceFetcher fetcher, String location) throws IOException {
        try {
            return fetcher.fetch(location, network);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(
                    "the download of '" + location + "' was interrupted; what has come is kept");
        }
    }

    private static Path path(String location, Path base) {
        try {
            return base.resolve(location.startsWith("~/") ? home(location) : location)
                    .toAbsolutePath()
                    .normalize();
        } catch (InvalidPathException impossible) {
            throw new StepException("'" + location + "' cannot be a path here: " + impossible.getReason()
                    + "; is the locale one with UTF-8?");
        }
    }

    private static String home(String location) {
        return System.getProperty("user.home") + location.substring(1);
    }

    private static String nearest(Path path) {
        Path existing = path;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing == null ? "" : " (the last folder on that path that exists is " + existing + ")";
    }

    private SortedMap<String, String> file(Path file) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        files.put("", digest(file));
        return files;
    }

    // Hidden files are left out: version control and download tools keep their own state there.
    private SortedMap<String, String> folder(Path folder) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        List<Path> plain;
        try (Stream<Path> walk = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            plain = walk.filter(Files::isRegularFile)
                    .filter(file -> !hidden(folder.relativize(file)))
                    .limit(MOST_FILES + 1L)
                    .toList();
        }
        if (plain.isEmpty()) {
            throw new StepException("the folder " + folder + " holds no files");
        } else if (plain.size() > MOST_FILES) {
            throw new StepException("the folder " + folder + " holds more than " + MOST_FILES
                    + " files; name the folder that holds just the data");
        }
        for (Path file : plain) {
            files.put(folder.relativize(file).toString().replace('\\', '/'), digest(file));
        }
        return files;
    }

    private String digest(Path file) throws IOException {
        if (Files.size(file) >= LARGE && !digests.knows(file)) {
            network.tell(
                    "reading " + Quantities.shownMemory(Files.size(file)) + " of " + file + " for its digest, once");
        }
        return digests.of(file).hex();
    }

    private static boolean hidden(Path relative) {
        for (Path name : relative) {
            if (name.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
