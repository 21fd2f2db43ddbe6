package dev.retrace.steps.hub;

import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.SourceFetcher;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fetches {@code https://…#sha256=…}, one file, into the user's cache folder. */
public final class FileFetcher implements SourceFetcher {

    private static final Pattern FORM = Pattern.compile("(https?://[^#\\s]+)#sha256=([0-9a-fA-F]{64})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Supplier<HubSettings> environment;

    public FileFetcher() {
        this.environment = () -> HubSettings.of(System.getenv()); // which may refuse, in words
    }

    FileFetcher(HubSettings settings) {
        this.environment = () -> settings;
    }

    @Override
    public boolean fetches(String location) {
        return location.matches("https?://.*");
    }

    @Override
    public Path fetch(String location, Network network) throws IOException, InterruptedException {
        HubSettings settings = environment.get();
        Matcher parts = parts(location);
        ContentDigest digest = digestOf(location);
        URI address = address(parts.group(1));
        Path target = settings.files().resolve(digest.hex()).resolve(name(address));
        if (Files.isRegularFile(target)) {
            return target;
        }
        if (!network.forbidden().isEmpty()) {
            throw new NotHereException(location + " is not on this machine, and " + network.forbidden()
                    + ". Fetch it on a machine with a network and place it here as " + target);
        }
        network.tell("fetching " + address + " into " + target);
        Web web = new Web(settings, network);
        new Transfer(web, network, settings.pause())
                .bring(address, new Web.Described(digest, -1), target, target.resolveSibling(".lock"));
        return target;
    }

    /**
     * What the file of such a location is called.
     *
     * @throws StepException if it is none
     */
    static String nameOf(String location) {
        return name(address(parts(location).group(1)));
    }

    /**
     * The digest of the bytes that such a location means.
     *
     * @throws StepException if it is none
     */
    static ContentDigest digestOf(String location) {
        return new ContentDigest(parts(location).group(2).toLowerCase(Locale.ROOT));
    }

    private static Matcher parts(String location) {
        Matcher parts = FORM.matcher(location);
        if (!parts.matches()) {
            throw new StepException("'" + location + "' does not say which bytes it means; add their digest, as in"
                    + " https://example.org/data.json#sha256=… (64 digits, from `sha256sum`)");
        }
        return parts;
    }

    private static URI address(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw new StepException("'" + text + "' is no address: " + malformed.getMessage(), malformed);
        }
    }

    /** The last part of the path, which tells readers the format, if it can be a name here. */
    private static String name(URI address) {
        String path = String.valueOf(address.getPath());
        String last = path.substring(path.lastIndexOf('/') + 1);
        return NAME.matcher(last).matches() ? last : "file";
    }
}
