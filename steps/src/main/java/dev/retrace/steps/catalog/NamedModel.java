package dev.retrace.steps.catalog;

import dev.retrace.engine.step.SourceFetcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The model that a command was told, as {@code load-model} would be: a folder, or {@code
 * hf:ORG/NAME@REVISION}.
 *
 * @param name as it was told
 * @param revision the commit; empty for a folder
 * @param folder where its files lie
 */
record NamedModel(String name, String revision, Path folder) {

    private static final String HUB = "hf:";
    private static final String HOME = "~/";

    /**
     * Finds it, and fetches it if need be.
     *
     * @param revision of a model on the hub; empty if none was told
     * @param hub is asked for those models
     * @throws Mistake if there is no such folder, or no model can be called so
     * @throws dev.retrace.engine.step.NotHereException if it is not here and may not be fetched
     */
    static NamedModel find(String name, String revision, SourceFetcher hub, SourceFetcher.Network network)
            throws IOException, InterruptedException {
        if (!name.startsWith(HUB)) {
            return folder(name, revision);
        }
        if (!revision.isEmpty() && name.contains("@")) {
            throw new Mistake(
                    "the model's name '" + name + "' and --revision " + revision + " both name a revision; give one");
        }
        Path folder = hub.fetch(revision.isEmpty() ? name : name + "@" + revision, network);
        return new NamedModel(name, String.valueOf(folder.getFileName()), folder);
    }

    private static NamedModel folder(String name, String revision) {
        if (name.contains("://")) {
            throw new Mistake("'" + name + "' is an address, but a model is a folder, or hf:ORG/NAME");
        }
        if (!revision.isEmpty()) {
            throw new Mistake("--revision is for models of the hub, hf:ORG/NAME, but '" + name
                    + "' is a folder: its files are what they are");
        }
        Path folder = path(name);
        if (!Files.isDirectory(folder)) {
            boolean file = Files.exists(folder);
            boolean hub = !file && name.matches("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");
            throw new Mistake((file ? name + " is a file; name its folder" : "there is no folder " + name)
                    + (hub ? "; for the model of that name on the hub write " + HUB + name : ""));
        }
        return new NamedModel(name, "", folder);
    }

    private static Path path(String name) {
        try {
            return Path.of(name.startsWith(HOME) ? System.getProperty("user.home") + name.substring(1) : name);
        } catch (InvalidPathException impossible) {
            throw new Mistake("'" + name + "' cannot be a folder here: " + impossible.getReason(), impossible);
        }
    }
}
