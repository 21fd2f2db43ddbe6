package dev.retrace.reports.diff;

import dev.retrace.engine.command.PastCell;
import dev.retrace.engine.command.PastRun;
import dev.retrace.reports.text.Json;
import dev.retrace.reports.text.VisibleText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What differs between two runs beside their figures. */
final class Surroundings {

    /** The area of what a user sets. */
    static final String PARAMS = "Params of the workflow";

    private static final String CRATE = "ro-crate-metadata.json";
    private static final String VALUE = "#value-";
    private static final Set<String> OF_ONE_RUN = Set.of("pid");
    private static final int LONGEST = 240;

    private Surroundings() {}

    /** Differences of one sort. */
    record Area(String name, List<Row> rows) {

        Area {
            rows = List.copyOf(rows);
        }
    }

    /** One difference; a side that lacks it is empty. */
    record Row(String name, String a, String b) {}

    /** All differences; areas without any are left out. */
    static List<Area> of(PastRun a, PastRun b) throws IOException {
        List<Area> areas = new ArrayList<>();
        add(areas, "Workflow", Map.of("name", a.workflow()), Map.of("name", b.workflow()));
        add(areas, PARAMS, params(a), params(b));
        add(areas, "Models and data", origins(a), origins(b));
        add(areas, "Params of steps", byStep(a, Surroundings::parameters), byStep(b, Surroundings::parameters));
        add(areas, "Versions of steps", byStep(a, Surroundings::version), byStep(b, Surroundings::version));
        add(areas, "Computation", byStep(a, Surroundings::numerics), byStep(b, Surroundings::numerics));
        add(areas, "Environment", environment(a), environment(b));
        return areas;
    }

    private static void add(List<Area> areas, String name, Map<String, String> a, Map<String, String> b) {
        Set<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        List<Row> rows = new ArrayList<>();
        for (String each : names) {
            String left = a.getOrDefault(each, "");
            String right = b.getOrDefault(each, "");
            if (!left.equals(right)) {
                rows.add(new Row(VisibleText.of(each), shortened(left), shortened(right)));
            }
        }
        if (!rows.isEmpty()) {
            areas.add(new Area(name, rows));
        }
    }

    /** As the run's crate describes them; none where it cannot be read. */
    private static Map<String, String> params(PastRun run) throws IOException {
        Map<String, String> params = new TreeMap<>();
        Path crate = run.folder().resolve(CRATE);
        if (!Files.isRegularFile(crate)) {
            return params;
        }
        try {
            for (JsonNode entity :
                    Json.mapper().readTree(Files.readAllBytes(crate)).path("@graph")) {
                if (entity.path("@id").asString("").startsWith(VALUE)) {
                    params.put(entity.path("name").asString(""), Drawn.text(entity.path("value")));
                }
            }
        } catch (JacksonException edited) {
            params.clear();
        }
        return params;
    }

    /** Digests of what came from outside, by step. */
    private static Map<String, String> origins(PastRun run) {
        Map<String, String> origins = new TreeMap<>();
        for (PastCell cell : run.cells()) {
            if (cell.inputs().isEmpty()) {
                cell.outputs().forEach((output, digest) -> origins.put(cell.name() + " · " + output, digest));
                cell.parameters()
                        .properties()
                        .forEach(each -> digests(cell.name() + " · " + each.getKey(), each.getValue(), origins));
            }
        }
        return origins;
    }

    private static void digests(String name, JsonNode value, Map<String, String> into) {
        if (value.isObject()) {
            value.properties().forEach(file -> digests(name + " · " + file.getKey(), file.getValue(), into));
        } else if (value.isString() && value.asString().startsWith("sha256:")) {
            into.put(name, value.asString());
        }
    }

    /** What cells of one step say together: where they differ, all that they say. */
    private static Map<String, String> byStep(PastRun run, Function<PastCell, Map<String, String>> said) {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        for (PastCell cell : run.cells()) {
            said.apply(cell)
                    .forEach((name, value) -> all.computeIfAbsent(cell.id() + " · " + name, any -> new TreeSet<>())
                            .add(value));
        }
        Map<String, String> joined = new TreeMap<>();
        all.forEach((name, values) -> joined.put(name, String.join(", ", values)));
        return joined;
    }

    private static String shortened(String text) {
        return VisibleText.of(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
    }

    private static Map<String, String> parameters(PastCell cell) {
        Map<String, String> parameters = new LinkedHashMap<>();
        cell.parameters().properties().forEach(each -> {
            boolean digests =
                    each.getValue().isObject() || Drawn.text(each.getValue()).startsWith("sha256:");
            if (!digests && !each.getValue().isNull()) {
                parameters.put(each.getKey(), Drawn.text(each.getValue()));
            }
        });
        return parameters;
    }

    private static Map<String, String> version(PastCell cell) {
        return Map.of(cell.step(), String.valueOf(cell.version()));
    }

    private static Map<String, String> numerics(PastCell cell) {
        Map<String, String> numerics = new LinkedHashMap<>();
        cell.numerics().properties().forEach(each -> numerics.put(each.getKey(), Drawn.text(each.getValue())));
        return numerics;
    }

    private static Map<String, String> environment(PastRun run) {
        Map<String, String> environment = new TreeMap<>(run.environment());
        environment.keySet().removeAll(OF_ONE_RUN);
        return environment;
    }
}
