package dev.retrace.reports.page;

import dev.retrace.reports.page.Stage.Entry;
import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a report rests on, in as few lines as stand in its header; {@link Provenance} has the rest.
 *
 * @param facts models, data, engine, computation, seeds
 * @param command that makes the report again; empty if unknown
 * @param params of the workflow, all of them
 */
public record Summary(List<Entry> facts, String command, List<Entry> params) {

    private static final int DIGITS = 12;
    private static final int SHOWN = 3;
    private static final String DIGEST = "sha256:";
    private static final Set<String> SHAPE = Set.of("family", "layers", "width");

    public Summary {
        facts = List.copyOf(facts);
        params = List.copyOf(params);
    }

    static Summary of(Lineage lineage, Provenance provenance) {
        List<Entry> facts = new ArrayList<>();
        add(
                facts,
                "Model",
                provenance.origins().stream().filter(Provenance.Origin::isModel).toList());
        add(
                facts,
                "Data",
                provenance.origins().stream()
                        .filter(origin -> !origin.isModel())
                        .toList());
        lineage.workflow().params().forEach((name, value) -> {
            if (value.matches("(hf:|https?://)\\S+")) {
                facts.add(new Entry("Fetched for " + VisibleText.of(name), VisibleText.of(value)));
            }
        });
        if (!lineage.engine().isEmpty()) {
            facts.add(new Entry("Engine", "Retrace " + VisibleText.of(lineage.engine())));
        }
        if (!provenance.computation().isEmpty()) {
            facts.add(new Entry("Computed on", computation(provenance.computation())));
        }
        if (!provenance.seeds().isEmpty()) {
            facts.add(new Entry("Seeds", seeds(provenance.seeds())));
        }
        List<Entry> params = new ArrayList<>();
        lineage.workflow()
                .params()
                .forEach((name, value) -> params.add(new Entry(VisibleText.of(name), VisibleText.of(value))));
        return new Summary(facts, VisibleText.of(command(lineage.workflow())), params);
    }

    private static void add(List<Entry> facts, String name, List<Provenance.Origin> origins) {
        List<String> words = origins.stream()
                .filter(origin -> !origin.digest().isEmpty())
                .map(Summary::words)
                .toList();
        if (!words.isEmpty()) {
            facts.add(new Entry(name, String.join("; ", words)));
        }
    }

    private static String words(Provenance.Origin origin) {
        List<String> shape = new ArrayList<>();
        for (Entry fact : origin.facts()) {
            if (origin.isModel() && SHAPE.contains(fact.name())) {
                shape.add(
                        switch (fact.name()) {
                            case "layers" -> fact.value() + " layers";
                            case "width" -> "width " + fact.value();
                            default -> fact.value();
                        });
            }
        }
        shape.add(brief(origin.digest()));
        return origin.id() + " (" + String.join(", ", shape) + ")";
    }

    private static String brief(String digest) {
        int length = DIGEST.length() + DIGITS;
        return digest.length() > length ? digest.substring(0, length) + "…" : digest;
    }

    private static String computation(List<Entry> computation) {
        return String.join(
                ", ",
                computation.stream()
                        .map(entry -> entry.name() + " " + entry.value())
                        .toList());
    }

    /** Each seed with the steps that draw by it: {@code 7 (known, pairs)}. */
    private static String seeds(List<Entry> seeds) {
        Map<String, List<String>> steps = new LinkedHashMap<>();
        seeds.forEach(entry ->
                steps.computeIfAbsent(entry.value(), any -> new ArrayList<>()).add(entry.name()));
        List<String> words = new ArrayList<>();
        steps.forEach((seed, ids) -> {
            String shown = String.join(", ", ids.subList(0, Math.min(SHOWN, ids.size())));
            String more = ids.size() > SHOWN ? " and " + (ids.size() - SHOWN) + " more" : "";
            words.add(seed + " (" + shown + more + ")");
        });
        return String.join("; ", words);
    }

    private static String command(Lineage.Workflow workflow) {
        if (workflow.file().isEmpty()) {
            return "";
        }
        StringBuilder command = new StringBuilder("./retrace run " + quoted(workflow.file()));
        for (String name : workflow.changed()) {
            String value = workflow.params().getOrDefault(name, "");
            command.append(" --set ").append(quoted(name + "=" + value));
        }
        return command.toString();
    }

    /** A word of a POSIX shell. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
