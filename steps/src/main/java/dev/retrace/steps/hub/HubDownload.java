package dev.retrace.steps.hub;

import dev.retrace.engine.step.SourceFetcher.Network;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.WeightFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Brings one revision of one model from the hub into the cache: no more files than a model needs. */
final class HubDownload {

    /** What is taken if it is there; the tokenizer's other files are for the tools that share the cache. */
    private static final List<String> SMALL = List.of(
            HubCache.CONFIG,
            HubCache.TOKENIZER,
            "tokenizer_config.json",
            "special_tokens_map.json",
            "vocab.json",
            "merges.txt",
            "generation_config.json");

    private static final String COMMIT = "[0-9a-f]{40}";

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .build())
            .build();

    /** What the hub says of a revision. */
    private record Listing(String commit, Set<String> files) {}

    /** A file of the hub. */
    private record Remote(String name, URI address, Web.Described described) {}

    private final HubSettings settings;
    private final HubCache cache;
    private final HubName name;
    private final Network network;
    private final Web web;

    HubDownload(HubSettings settings, HubCache cache, HubName name, Network network) {
        this.settings = settings;
        this.cache = cache;
        this.name = name;
        this.network = network;
        this.web = new Web(settings, network);
    }

    /** The folder of the model's files. */
    Path run() throws IOException, InterruptedException {
        Listing listing = listing();
        for (String file : List.of(HubCache.CONFIG, HubCache.TOKENIZER)) {
            if (!listing.files().contains(file)) {
                throw new StepException(name + ": the hub's files hold no " + file + ", so this model cannot be used as"
                        + " it is. A sibling whose name ends in -hf may have it; or put its files into a folder of"
                        + " your own, add the " + file + " that belongs to it, and name that folder.");
            }
        }
        Path snapshot = cache.snapshot(name, listing.commit());
        network.tell("fetching " + name + " (commit " + listing.commit().substring(0, 8) + ") from "
                + settings.endpoint() + " into " + snapshot);
        for (String file : SMALL) {
            if (listing.files().contains(file)) {
                bringSmall(file, listing.commit(), snapshot);
            }
        }
        List<Remote> weights = new ArrayList<>();
        for (String file : weights(listing, snapshot)) {
            if (!Files.isRegularFile(snapshot.resolve(file))) {
                weights.add(described(file, listing.commit()));
            }
        }
        announce(weights);
        for (Remote file : weights) {
            bring(file, snapshot);
        }
        if (!HubCache.isWhole(snapshot)) {
            throw new StepException(snapshot + ": is still not a whole model after all was fetched from "
                    + settings.endpoint() + ". Remove that folder and run again.");
        }
        refer(listing.commit());
        return snapshot;
    }

    /** Says how much is to come, and refuses what the disk cannot hold, before the first byte does. */
    private void announce(List<Remote> weights) throws IOException {
        long size = 0;
        for (Remote file : weights) {
            size += Math.max(0, file.described().size() - Transfer.begun(blob(file)));
        }
        Path folder = Files.createDirectories(cache.folder(name));
        long free = Transfer.requireSpace(name, size, 0, folder);
        if (!weights.isEmpty()) {
            network.tell("  weights: " + weights.size() + (weights.size() == 1 ? " file, " : " files, ")
                    + Transfer.megabytes(size) + " MB to come; " + Transfer.megabytes(free) + " MB are free");
        }
    }

    /** Remembers what the revision is, last: a snapshot that is referred to is whole. */
    private void refer(String commit) throws IOException {
        if (name.revision().equals(commit)) {
            return;
        }
        Path ref = cache.folder(name).resolve("refs").resolve(name.revision());
        Files.createDirectories(ref.getParent());
        Path fresh = Files.createTempFile(ref.getParent(), ".ref", null);
        Files.writeString(fresh, commit);
        Files.move(fresh, ref, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> weights(Listing listing, Path snapshot) throws IOException, InterruptedException {
        for (String file : WeightFiles.NAMES) {
            if (listing.files().contains(file) && !file.endsWith(".json")) {
                return List.of(file);
            } else if (listing.files().contains(file)) {
                bringSmall(file, listing.commit(), snapshot);
                List<String> shards = new ArrayList<>();
                for (Path shard : WeightFiles.files(snapshot)) {
                    shards.add(String.valueOf(shard.getFileName()));
                }
                return shards;
            }
        }
        throw new StepException(name + ": the hub's files hold no weights: none of "
                + String.join(", ", WeightFiles.NAMES) + ". Name a repository that has them.");
    }

    private Listing listing() throws IOException, InterruptedException {
        URI address = URI.create(settings.endpoint() + "/api/models/" + name.repository() + "/revision/"
                + name.revision().replace("/", "%2F"));
        try {
            JsonNode model = JSON.readTree(web.text(address));
            Set<String> files = new TreeSet<>();
            model.path("siblings")
                    .forEach(file -> files.add(file.path("rfilename").asString("")));
            String commit = model.path("sha").asString("");
            if (!commit.matches(COMMIT)) {
                throw new StepException(address + ": the answer names no commit. Is HF_ENDPOINT a hub?");
            }
            return new Listing(commit, files);
        } catch (JacksonException noJson) {
            throw new StepException(
                    address + ": the answer is no JSON: " + noJson.getOriginalMessage() + ". Is HF_ENDPOINT a hub?",
                    noJson);
        }
    }

    private Remote described(String file, String commit) throws IOException, InterruptedException {
        URI address = URI.create(settings.endpoint() + "/" + name.repository() + "/resolve/" + commit + "/" + file);
        return new Remote(file, address, web.describe(address));
    }

    private void bringSmall(String file, String commit, Path snapshot) throws IOException, InterruptedException {
        if (!Files.isRegularFile(snapshot.resolve(file))) {
            bring(described(file, commit), snapshot);
        }
    }

    private Path blob(Remote file) {
        return cache.folder(name)
                .resolve("blobs")
                .resolve(file.described().digest().hex());
    }

    private void bring(Remote file, Path snapshot) throws IOException, InterruptedException {
        Path blob = blob(file);
        Path lock = cache.root().resolve(".locks").resolve(name.folder()).resolve(blob.getFileName() + ".lock");
        new Transfer(web, network, settings.pause()).bring(file.address(), file.described(), blob, lock);
        Files.createDirectories(snapshot);
        link(blob, snapshot.resolve(file.name()));
    }

    /** Puts the link into place at once: another process may be doing the same. */
    private static void link(Path blob, Path link) throws IOException {
        Path fresh = link.resolveSibling("." + UUID.randomUUID());
        try {
            Files.createSymbolicLink(fresh, Path.of("..", "..", "blobs").resolve(blob.getFileName()));
        } catch (UnsupportedOperationException noLinks) {
            Files.copy(blob, fresh);
        }
        Files.move(fresh, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
