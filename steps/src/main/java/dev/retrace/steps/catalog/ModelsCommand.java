package dev.retrace.steps.catalog;

import dev.retrace.steps.hub.HubCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.concurrent.Callable;
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
        description = "Lists the models on this machine: those of the Hugging Face cache, and of the given folders.")
final class ModelsCommand implements Callable<Integer> {

    private static final String CONFIG = "config.json";
    private static final int SHORT = 8;

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..*",
            description = "A model's folder, or one that holds such folders.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--digests", description = "Read all bytes too, and print their SHA-256.")
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
            spec.commandLine()
                    .getErr()
                    .println("no models in " + cache.root()
                            + (folders.isEmpty() ? "; name folders to look in: retrace models FOLDER" : ""));
        } else {
            print(models);
        }
        return 0;
    }

    private List<ListedModel> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "there is no folder " + folder);
        }
        if (Files.isRegularFile(folder.resolve(CONFIG))) {
            return List.of(ListedModel.of(folder.toString(), "", folder));
        }
        List<ListedModel> models = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.sorted().toList()) {
                if (Files.isRegularFile(child.resolve(CONFIG))) {
                    models.add(ListedModel.of(child.toString(), "", child));
                }
            }
        }
        return models;
    }

    private void print(List<ListedModel> models) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        int widest =
                models.stream().mapToInt(model -> model.name().length()).max().orElse(0);
        String form = "%-" + Math.max(widest, 5) + "s  %-8s  %-12s  %-8s  %10s  %s%n";
        out.printf(Locale.ROOT, form, "MODEL", "REVISION", "FAMILY", "DTYPE", "SIZE", digests ? "SHA-256" : "");
        for (ListedModel model : models) {
            String revision = model.revision().isEmpty()
                    ? "-"
                    : model.revision()
                            .substring(0, Math.min(SHORT, model.revision().length()));
            String last = digests ? ListedModel.digest(model.digests()) : "";
            out.printf(
                    Locale.ROOT,
                    form,
                    model.name(),
                    revision,
                    model.family(),
                    model.dtype(),
                    size(model.bytes()),
                    last);
            if (!model.problem().isEmpty()) {
                spec.commandLine().getErr().println("  " + model.problem());
            }
        }
        out.flush();
    }

    private static String size(long bytes) {
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
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
            node.put("folder", model.folder().toString());
            node.put("problem", model.problem());
            if (digests) {
                SortedMap<String, String> files = model.digests();
                node.put("sha256", ListedModel.digest(files));
                ObjectNode each = node.putObject("files");
                files.forEach(each::put);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all));
        out.flush();
    }
}
