package dev.retrace.steps.hub;

import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.SourceFetcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Fetches {@code hf:ORG/NAME@REVISION}: from the Hugging Face cache of this machine, else from the hub. */
public final class HubFetcher implements SourceFetcher {

    private final Supplier<HubSettings> environment;

    public HubFetcher() {
        this.environment = () -> HubSettings.of(System.getenv()); // which may refuse, in words
    }

    HubFetcher(HubSettings settings) {
        this.environment = () -> settings;
    }

    @Override
    public boolean fetches(String location) {
        return location.startsWith(HubName.PREFIX);
    }

    @Override
    public Path fetch(String location, Network network) throws IOException, InterruptedException {
        HubSettings settings = environment.get();
        HubName name = HubName.of(location);
        HubCache cache = new HubCache(settings.cache());
        Optional<Path> here = cache.find(name);
        if (here.isPresent()) {
            return here.get();
        }
        if (!network.forbidden().isEmpty()) {
            throw new NotHereException(location + " is not on this machine (looked in " + cache.folder(name) + "), and "
                    + network.forbidden() + ". On a machine with a network run `hf download " + name.repository()
                    + " --revision " + name.revision() + "` and copy " + name.folder()
                    + " from the cache there to " + settings.cache() + ", or give the path of a folder that holds "
                    + HubCache.CONFIG + ", " + HubCache.TOKENIZER + " and the weights.");
        }
        return new HubDownload(settings, cache, name, network).run();
    }
}
