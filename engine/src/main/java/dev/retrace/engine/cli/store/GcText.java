package dev.retrace.engine.cli.store;

import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.gc.CollectionReport;
import dev.retrace.cache.gc.CollectionReport.Amount;
import dev.retrace.cache.gc.Verdict;
import dev.retrace.engine.yaml.Quantities;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a collection did, in words. */
record GcText(PrintWriter out) {

    private static final Map<Verdict, String> HEADS = Map.of(
            Verdict.ROOT, "needed",
            Verdict.YOUNG, "young",
            Verdict.WITHIN_BUDGET, "room for",
            Verdict.GOES, "to go");

    void print(CollectionReport report, boolean done) {
        table(report);
        counts(report);
        if (!done) {
            out.println("nothing deleted; add --delete");
            return;
        }
        out.println("%d files with %s moved to the trash, %s deleted from it"
                .formatted(
                        report.taken().files(),
                        Quantities.shownMemory(report.taken().bytes()),
                        Quantities.shownMemory(report.freed())));
        if (report.trash().files() > 0) {
            out.println("the trash holds " + amount(report.trash())
                    + "; a gc after a day deletes it, or --delete --now at once");
        }
    }

    private void table(CollectionReport report) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("step"));
        for (Verdict verdict : Verdict.values()) {
            head.add(HEADS.getOrDefault(verdict, ""));
        }
        rows.add(head);
        report.steps().forEach((step, bytes) -> {
            List<String> row = new ArrayList<>(List.of(step.isEmpty() ? "(unknown)" : step));
            for (Verdict verdict : Verdict.values()) {
                row.add(bytes.containsKey(verdict) ? Quantities.shownMemory(bytes.getOrDefault(verdict, 0L)) : "");
            }
            rows.add(row);
        });
        int widest = rows.stream().mapToInt(row -> row.get(0).length()).max().orElse(0);
        for (List<String> row : rows) {
            String cells = row.stream().skip(1).map("%10s"::formatted).collect(Collectors.joining(" "));
            out.println(("%-" + widest + "s %s").formatted(row.get(0), cells).stripTrailing());
        }
    }

    private void counts(CollectionReport report) {
        Map<Verdict, Integer> records = report.records();
        out.println("%d records needed, %d young, %d there is room for, %d to go; %s in all"
                .formatted(
                        records.getOrDefault(Verdict.ROOT, 0),
                        records.getOrDefault(Verdict.YOUNG, 0),
                        records.getOrDefault(Verdict.WITHIN_BUDGET, 0),
                        records.getOrDefault(Verdict.GOES, 0),
                        Quantities.shownMemory(report.bytes())));
        out.println("artifacts to go, of these records or of none: " + amount(report.unnamed()));
        if (report.quarantined().files() > 0) {
            out.println("found bad earlier, to go: " + amount(report.quarantined()));
        }
    }

    private static String amount(Amount amount) {
        return amount.files() + " files with " + Quantities.shownMemory(amount.bytes());
    }

    static String json(CollectionReport report, boolean done) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("deleted", done).put("bytes", report.bytes()).put("freed", report.freed());
        ObjectNode steps = json.putObject("steps");
        report.steps().forEach((step, bytes) -> {
            ObjectNode row = steps.putObject(step);
            bytes.forEach((verdict, sum) -> row.put(name(verdict), sum));
        });
        ObjectNode records = json.putObject("records");
        report.records().forEach((verdict, count) -> records.put(name(verdict), count));
        put(json, "artifactsToGo", report.unnamed());
        put(json, "quarantined", report.quarantined());
        put(json, "trash", report.trash());
        put(json, "taken", report.taken());
        ArrayNode warnings = json.putArray("warnings");
        report.warnings().forEach(warnings::add);
        return CanonicalJson.write(json);
    }

    private static String name(Verdict verdict) {
        return switch (verdict) {
            case ROOT -> "needed";
            case YOUNG -> "young";
            case WITHIN_BUDGET -> "withinBudget";
            case GOES -> "toGo";
        };
    }

    private static void put(ObjectNode json, String name, Amount amount) {
        json.putObject(name).put("files", amount.files()).put("bytes", amount.bytes());
    }
}
