package dev.retrace.steps.hub;

import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.SourceFetcher;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Fetches {@code list:FILE}: a folder of the files that a text names, one {@code https://…#sha256=…} a
 * line; empty lines and lines that begin with {@code #} are for people.
 *
 * <p>The folder is named by the list's content and lies beside the files themselves.
 */
public final class ListFetcher implements SourceFetcher {

    private static final String PREFIX = "list:";
    private static final long LARGEST = 1 << 20;

    private final Supplier<HubSettings> environment;

    public ListFetcher() {
        this.environment = () -> HubSettings.of(System.getenv()); // which may refuse, in words
    }

    ListFetcher(HubSettings settings) {
        this.environment = () -> settings;
    }

    @Override
    public boolean fetches(String location) {
        return location.startsWith(PREFIX);
    }

    @Override
    public Path fetch(String location, Network network) throws IOException, InterruptedException {
        HubSettings settings = environment.get();
        Path list = Path.of(location.substring(PREFIX.length()));
        String text = read(list);
        Map<String, String> addresses = addresses(list, text);
        Path folder = settings.files().resolve("list-" + DigestUtils.sha256Hex(text));
        FileFetcher files = new FileFetcher(settings);
        List<String> absent = new ArrayList<>();
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            Path file = folder.resolve(address.getKey());
            try {
                if (!Files.isRegularFile(file)) {
                    copy(files.fetch(address.getValue(), network), file);
                }
                check(file, address.getValue());
            } catch (NotHereException notHere) {
                absent.add(address.getValue());
            }
        }
        if (!absent.isEmpty()) {
            throw new NotHereException(absent.size() + " of the " + addresses.size() + " files that " + list
                    + " names are not on this machine, and " + network.forbidden()
                    + ". Fetch them on a machine with a network and place them here in " + folder + ":\n  "
                    + String.join("\n  ", absent));
        }
        return folder;
    }

    private static String read(Path list) throws IOException {
        try {
            if (Files.size(list) > LARGEST) {
                throw new StepException(list + ": is too large for a list of addresses");
            }
            return Files.readString(list);
        } catch (NoSuchFileException missing) {
            throw new StepException("there is no list of addresses " + list, missing);
        }
    }

    /** Addresses by the names of their files. */
    private static Map<String, String> addresses(Path list, String text) {
        Map<String, String> addresses = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String address = line.strip();
            if (!address.isEmpty() && !address.startsWith("#")) {
                String name = FileFetcher.nameOf(address);
                if (addresses.put(name, address) != null) {
                    throw new StepException(list + ":" + number + ": a second file called " + name);
                }
            }
        }
        if (addresses.isEmpty()) {
            throw new StepException(list + ": names no file; write one https://…#sha256=… a line");
        }
        return addresses;
    }

    /** Copies a file into its place at once, so that two runs may do so together. */
    private static void copy(Path file, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        Path fresh = Files.createTempFile(place.getParent(), ".", ".copy");
        Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Each time: a person may have placed it, and lists are of small files. */
    private static void check(Path file, String address) throws IOException {
        if (!FileFetcher.digestOf(address).fits(file)) {
            throw new StepException(file + " is not what " + address + " means; remove it");
        }
    }
}
