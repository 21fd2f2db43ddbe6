package dev.retrace.reports.table;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts the observations of several tables by group: how many facts of each relation every step kept. */
public final class CountStep implements Step<CountStep.Parameters> {

    private static final String TABLES = "tables";
    private static final String ALL = "all";

    /** What is counted. */
    record Parameters(
            @Param(doc = "The column whose values are counted apart.", defaultValue = "relation")
            String by,

            @Param(doc = "The column that tells one observation; each counts once a table.", defaultValue = "fact")
            String unit,

            @Param(doc = "A column of 0 and 1; in tables that have it, rows with 1 count.", defaultValue = "begins")
            String where) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("count", 1, "Counts observations by group, one column per step.", Parameters.class)
                .taking(InputSlot.files(TABLES, "Tables to count, such as those of load-facts and filter-known."))
                .giving(new OutputSlot("counts", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Map<String, Map<String, Set<String>>> stages = new LinkedHashMap<>();
        for (Part part : inputs.parts(TABLES)) {
            String stage = part.coordinates().getOrDefault("step", "table");
            add(stages.computeIfAbsent(stage, any -> new TreeMap<>()), part, stage, parameters);
        }
        Set<String> groups = new TreeSet<>();
        stages.values().forEach(units -> groups.addAll(units.keySet()));
        Table.Builder counts = Table.of(parameters.by(), "stage", "count");
        for (String group : groups) {
            stages.forEach((stage, units) ->
                    counts.row(group, stage, units.getOrDefault(group, Set.of()).size()));
        }
        stages.forEach((stage, units) -> counts.row(
                ALL, stage, units.values().stream().mapToInt(Set::size).sum()));
        outputs.table("counts", counts.build());
    }

    private static void add(Map<String, Set<String>> units, Part part, String stage, Parameters parameters)
            throws IOException {
        Table table = Table.read(part.file().path());
        if (!table.has(parameters.by()) || !table.has(parameters.unit())) {
            throw new StepException("tables: '" + stage + "' has no column '"
                    + (table.has(parameters.by()) ? parameters.unit() : parameters.by()) + "'; it has "
                    + String.join(", ", table.columns()));
        }
        for (int row = 0; row < table.size(); row++) {
            if (!table.has(parameters.where())
                    || table.text(row, parameters.where()).equals("1")) {
                units.computeIfAbsent(table.text(row, parameters.by()), any -> new HashSet<>())
                        .add(table.text(row, parameters.unit()));
            }
        }
    }
}
