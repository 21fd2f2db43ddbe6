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

    private static final int DONE = 0;
    private static final int PARTLY_FAILED = 5;

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

    @Option(names = "--only", paramLabel = "STEP", description = "Of a workflow file: as for run.")
    private @Nullable String only;

    @Option(
            names = "--keep-going",
            description = "Of a workflow file: as for run; figures that failed are told as missing.")
    private boolean keepGoing;

    @Option(names = "--offline", description = "Of a workflow file: use no network.")
    private boolean offline;

    /**
     * How a run ended.
     *
     * @param folder of the run, empty if it did not end well
     */
    record Ended(int code, String folder) {}

    /** What the sides are called: their params, of paths the last name unless both have the same. */
    static List<String> labels(Map<String, String> left, Map<String, String> right) {
        List<String> brief = List.of(label(left, true), label(right, true));
        return brief.get(0).equals(brief.get(1)) ? List.of(label(left, false), label(right, false)) : brief;
    }

    private static String label(Map<String, String> side, boolean brief) {
        return side.isEmpty()
                ? "as the workflow says"
                : side.entrySet().stream()
                        .map(each -> each.getKey() + "=" + (brief ? last(each.getValue()) : each.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String last(String value) {
        String path = value.replaceAll("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether any of it was said. */
    boolean isGiven() {
        return !set.isEmpty()
                || offline
                || keepGoing
                || Stream.of(profile, only, device, precision, jobs, progress).anyMatch(Objects::nonNull);
    }

    /** Runs the workflow for one side. */
    Ended run(PastRuns runs, String workflow, Map<String, String> side, @Nullable Path store, PrintWriter err) {
        err.println("running " + workflow + " with " + label(side, false));
        StringWriter told = new StringWriter();
        String[] arguments = arguments(workflow, side, store == null ? null : store.toString())
                .toArray(String[]::new);
        int code;
        try (PrintWriter out = new PrintWriter(told)) {
            code = runs.retrace(out, err, arguments);
        }
        return new Ended(code, code == DONE || code == PARTLY_FAILED ? folder(told.toString()) : "");
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
        add(arguments, "--only", only);
        add(arguments, "--device", device);
        add(arguments, "--precision", precision);
        add(arguments, "--jobs", jobs);
        add(arguments, "--progress", progress);
        add(arguments, "--store", store);
        if (offline) {
            arguments.add("--offline");
        }
        if (keepGoing) {
            arguments.add("--keep-going");
        }
        return arguments;
    }

    private static void add(List<String> arguments, String option, @Nullable String value) {
        if (value != null) {
            arguments.addAll(List.of(option, value));
        }
    }
}
