package dev.retrace.reports.diff;

import dev.retrace.engine.command.PastRuns;
import dev.retrace.reports.text.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** How a workflow is run for either side of a diff. */
final class TwoRuns {

    @Option(
            names = "--set",
            paramLabel = "PARAM=VALUE",
            description = "Of a workflow file: a param of both; may be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Of a workflow file: take the params of this profile.")
    private @Nullable String profile;

    @Option(names = "--device", paramLabel = "DEVICE", description = "Of a workflow file: as for run.")
    private @Nullable String device;

    @Option(names = "--precision", paramLabel = "PRECISION", description = "Of a workflow file: as for run.")
    private @Nullable String precision;

    @Option(names = "--jobs", paramLabel = "N", description = "Of a workflow file: as for run.")
    private @Nullable String jobs;

    @Option(names = "--progress", paramLabel = "KIND", description = "Of a workflow file: as for run.")
    private @Nullable String progress;

    @Option(names = "--offline", description = "Of a workflow file: use no network.")
    private boolean offline;

    /**
     * How a run ended.
     *
     * @param folder of the run, empty if it did not end well
     */
    record Ended(int code, String folder) {}

    /** What a side is called: its params. */
    static String label(Map<String, String> side) {
        return side.isEmpty()
                ? "as the workflow says"
                : side.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** Whether any of it was said. */
    boolean isGiven() {
        return !set.isEmpty()
                || offline
                || Stream.of(profile, device, precision, jobs, progress).anyMatch(Objects::nonNull);
    }

    /** Runs the workflow for one side. */
    Ended run(PastRuns runs, String workflow, Map<String, String> side, @Nullable Path store, PrintWriter err) {
        err.println("running " + workflow + " with " + label(side));
        StringWriter told = new StringWriter();
        String[] arguments = arguments(workflow, side, store == null ? null : store.toString())
                .toArray(String[]::new);
        int code;
        try (PrintWriter out = new PrintWriter(told)) {
            code = runs.retrace(out, err, arguments);
        }
        return new Ended(code, code == 0 ? folder(told.toString()) : "");
    }

    private static String folder(String told) {
        try {
            JsonNode result = Json.mapper().readTree(told);
            return result.path("folder").asString("");
        } catch (JacksonException notJson) {
            throw new IllegalStateException("run said '" + told + "' instead of JSON", notJson);
        }
    }

    private List<String> arguments(String workflow, Map<String, String> side, @Nullable String store) {
        List<String> arguments = new ArrayList<>(List.of("run", workflow, "--json"));
        Map<String, String> params = new LinkedHashMap<>(set);
        params.putAll(side);
        params.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
        add(arguments, "--profile", profile);
        add(arguments, "--device", device);
        add(arguments, "--precision", precision);
        add(arguments, "--jobs", jobs);
        add(arguments, "--progress", progress);
        add(arguments, "--store", store);
        if (offline) {
            arguments.add("--offline");
        }
        return arguments;
    }

    private static void add(List<String> arguments, String option, @Nullable String value) {
        if (value != null) {
            arguments.addAll(List.of(option, value));
        }
    }
}
