package dev.retrace.steps.catalog;

import dev.retrace.steps.checkpoint.Checkpoint;
import dev.retrace.steps.hub.HubCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists the models on this machine. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Lists the models on this machine: those of the given folders, and of the Hugging Face cache.")
final class ModelsCommand implements Callable<Integer> {

    /** More bytes than this are read only when asked for: a list should come at once. */
    private static final long QUICK = 1_000_000_000;

    private static final int SHORT = 12;
    private static final String WIDTH = "RETRACE_WIDTH";

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..*",
            description = "A model's folder, or one that holds such folders.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--digests",
            description = "Read every byte, and print the whole SHA-256; otherwise 12 digits, and none of a large model"
                    + " that lies outside the cache.")
    private boolean digests;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        HubCache cache = HubCache.of(System.getenv());
        List<ListedModel> models = new ArrayList<>();
        for (Path folder : folders) {
            models.addAll(in(folder));
        }
        for (HubCache.Snapshot snapshot : cache.all()) {
            models.add(ListedModel.of("hf:" + snapshot.repository(), snapshot.commit(), snapshot.folder()));
        }
        if (json) {
            printJson(models);
        } else if (models.isEmpty()) {
            spec.commandLine().getErr().println(nothing(cache));
        } else {
            print(models);
        }
        return 0;
    }

    private String nothing(HubCache cache) {
        String looked = Stream.concat(folders.stream(), Stream.of(cache.root()))
                .map(folder -> VisibleText.plain(folder.toString()))
                .collect(Collectors.joining(" or in "));
        return "no models in " + looked
                + (folders.isEmpty()
                        ? "; name folders to look in: retrace models FOLDER"
                        : "; a model is a folder with " + Checkpoint.CONFIG + ", given itself or the folder around it");
    }

    private List<ListedModel> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "there is no folder " + folder);
        }
        if (Files.isRegularFile(folder.resolve(Checkpoint.CONFIG))) {
            return List.of(ListedModel.of(folder.toString(), "", folder));
        }
        List<ListedModel> models = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.sorted().toList()) {
                if (Files.isRegularFile(child.resolve(Checkpoint.CONFIG))) {
                    models.add(ListedModel.of(child.toString(), "", child));
                }
            }
        }
        return models;
    }

    private void print(List<ListedModel> models) throws IOException {
        ModelsTable table = new ModelsTable(
                models.stream().anyMatch(model -> !model.revision().isEmpty()));
        int unread = 0;
        for (ListedModel model : models) {
            SortedMap<String, String> known = digests(model);
            unread += known.isEmpty() && model.isReadable() ? 1 : 0;
            String digest = known.isEmpty() ? "-" : ModelDigests.one(known);
            table.add(model, digests || known.isEmpty() ? digest : digest.substring(0, SHORT));
        }
        table.print(spec.commandLine().getOut(), width());
        PrintWriter err = spec.commandLine().getErr();
        for (ListedModel model : models) {
            if (!model.problem().isEmpty()) {
                err.println(VisibleText.plain(model.name() + ": " + model.problem()));
            }
        }
        if (unread > 0) {
            err.println("--digests reads large models too, and prints their SHA-256");
        }
    }

    /** Of each file; none where it would take long and was not asked for, or the model is no whole one. */
    private SortedMap<String, String> digests(ListedModel model) throws IOException {
        if (!model.isReadable()) {
            return new TreeMap<>();
        } else if (digests) {
            return ModelDigests.read(model.folder());
        }
        return ModelDigests.unread(model.folder()) > QUICK ? new TreeMap<>() : ModelDigests.of(model.folder());
    }

    /** Of the terminal that standard output is, as the launcher tells; 0 if it is none. */
    private static int width() {
        String told = System.getenv(WIDTH);
        return told != null && told.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(told) : 0;
    }

    private void printJson(List<ListedModel> models) throws IOException {
        JsonMapper mapper = new JsonMapper();
        ArrayNode all = mapper.createArrayNode();
        for (ListedModel model : models) {
            ObjectNode node = all.addObject();
            node.put("name", model.name());
            node.put("revision", model.revision());
            node.put("family", model.family());
            node.put("dtype", model.dtype());
            node.put("bytes", model.bytes());
            node.put("parameters", model.parameters());
            node.put("folder", model.folder().toAbsolutePath().toString());
            node.put("problem", model.problem());
            SortedMap<String, String> files = digests(model);
            if (!files.isEmpty()) {
                node.put("sha256", ModelDigests.one(files));
                ObjectNode each = node.putObject("files");
                files.forEach(each::put);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all));
        out.flush();
    }
}
