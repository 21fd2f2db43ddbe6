package dev.retrace.engine.provenance;

import dev.retrace.cache.ActionRecord;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.step.Parameter;
import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The steps of a run in its crate: plan, tool, execution, and what each read and made. */
final class CrateSteps {

    private static final int MOST_FILES = 50; // of one step or source; run.json has all keys
    private static final String SCHEMA_ORG = "http://schema.org/";

    private final CrateGraph graph;
    private final RunStory story;
    private final Map<String, List<CellGroup>> groups;
    private final Map<String, List<String>> sources = new LinkedHashMap<>();
    private final List<String> actions = new ArrayList<>();
    private final List<List<RunStory.Cell>> cells = new ArrayList<>();

    CrateSteps(CrateGraph graph, CellGraph cells, RunStory story) {
        this.graph = graph;
        this.story = story;
        this.groups = cells.byStep();
        story.steps().forEach(step -> this.cells.add(new ArrayList<>()));
        story.cells().forEach(cell -> this.cells.get(cell.step()).add(cell));
    }

    /** Says whether an action came to its end. */
    static void status(ObjectNode action, boolean completed, String error) {
        String status = completed ? "CompletedActionStatus" : "FailedActionStatus";
        action.set("actionStatus", CrateGraph.link(SCHEMA_ORG + status));
        if (!completed) {
            action.put("error", error);
        }
    }

    /** The ids of the actions that {@link #describe} found. */
    List<String> actions() {
        return Collections.unmodifiableList(actions);
    }

    /** Describes the files and folders that params of steps name; gives their ids. */
    List<String> sources() {
        for (RunStory.Step step : story.steps()) {
            Set<String> own = new LinkedHashSet<>();
            List<CellGroup> all = groups.getOrDefault(step.id(), List.of());
            if (!all.isEmpty() && namesSources(all.get(0).spec().parameters())) {
                for (CellGroup group : all) {
                    ParameterCodec.sources(group.spec().parameters()).forEach(source -> own.add(source(source)));
                }
            }
            sources.put(step.id(), List.copyOf(own));
        }
        return sources.values().stream().flatMap(List::stream).distinct().toList();
    }

    private static boolean namesSources(Record parameters) {
        return Parameter.of(parameters.getClass()).stream()
                .anyMatch(parameter -> parameter.kind() == Parameter.Kind.SOURCE);
    }

    private String source(Source source) {
        if (source.isFile()) {
            return graph.content(source.files().getOrDefault("", ""), source.location());
        }
        String id = "#source-" + source.location().replaceAll("[^A-Za-z0-9.-]", "_");
        List<String> files = source.files().entrySet().stream()
                .limit(MOST_FILES)
                .map(file -> graph.content(file.getValue(), file.getKey()))
                .toList();
        graph.entity(id, "Collection")
                .put("name", source.location())
                .put("description", "A folder of " + source.files().size() + " files")
                .set("hasPart", CrateGraph.links(files));
        return id;
    }

    /** Describes plan and execution of all steps, and of the engine that ran them. */
    void describe(ObjectNode workflow, String run, String engine) {
        Set<String> tools = new LinkedHashSet<>();
        List<String> steps = new ArrayList<>();
        List<String> controls = new ArrayList<>();
        for (int i = 0; i < story.steps().size(); i++) {
            RunStory.Step step = story.steps().get(i);
            String tool = tool(step);
            tools.add(tool);
            steps.add("#step-" + step.id());
            graph.entity("#step-" + step.id(), "HowToStep")
                    .put("name", step.id())
                    .put("position", String.valueOf(i + 1))
                    .set("workExample", CrateGraph.link(tool));
            if (cells.get(i).stream().anyMatch(cell -> !cell.state().equals("skipped"))) {
                controls.add(executed(i, tool));
            }
        }
        workflow.set("hasPart", CrateGraph.links(tools));
        workflow.set("step", CrateGraph.links(steps));
        ObjectNode organised = graph.entity("#engine-run", "OrganizeAction");
        organised.put("name", "Retrace at work");
        organised.put("startTime", story.started().toString());
        organised.put("endTime", story.finished().toString());
        organised.set("instrument", CrateGraph.link(engine));
        organised.set("object", CrateGraph.links(controls));
        organised.set("result", CrateGraph.link(run));
    }

    private String tool(RunStory.Step step) {
        StepDescriptor<?> descriptor =
                groups.getOrDefault(step.id(), List.of()).get(0).node().step().descriptor();
        String id = "#tool-" + descriptor.name();
        graph.entity(id, "SoftwareApplication")
                .put("name", descriptor.name())
                .put("description", descriptor.summary())
                .put("softwareVersion", String.valueOf(descriptor.version()));
        return id;
    }

    private String executed(int index, String tool) {
        RunStory.Step step = story.steps().get(index);
        String id = "#execution-" + step.id();
        actions.add(id);
        ObjectNode action = graph.entity(id, "CreateAction");
        action.put("name", "Execution of " + step.id());
        action.put("description", counts(cells.get(index)));
        times(action, cells.get(index));
        action.set("instrument", CrateGraph.link(tool));
        List<String> read = new ArrayList<>(sources.getOrDefault(step.id(), List.of()));
        for (int other : step.reads()) {
            read.add(made(story.steps().get(other).id()));
        }
        action.set("object", CrateGraph.links(read));
        action.set("result", CrateGraph.link(made(step.id())));
        status(action, complete(cells.get(index)), problem(cells.get(index)));
        graph.entity("#control-" + step.id(), "ControlAction")
                .put("name", "Orchestration of " + step.id())
                .set("instrument", CrateGraph.link("#step-" + step.id()))
                .set("object", CrateGraph.link(id));
        return "#control-" + step.id();
    }

    private static String counts(List<RunStory.Cell> cells) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        cells.forEach(cell -> counts.merge(cell.state(), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        counts.forEach((state, count) -> words.add(count + " " + state));
        return cells.size() + (cells.size() == 1 ? " cell: " : " cells: ") + String.join(", ", words);
    }

    private void times(ObjectNode action, List<RunStory.Cell> of) {
        long first = Long.MAX_VALUE;
        long last = -1;
        for (RunStory.Cell cell : of) {
            if (cell.start() >= 0) {
                first = Math.min(first, cell.start());
                last = Math.max(last, cell.start() + cell.millis());
            }
        }
        if (last >= 0) {
            action.put("startTime", story.started().plusMillis(first).toString());
            action.put("endTime", story.started().plusMillis(last).toString());
        }
    }

    private static boolean complete(List<RunStory.Cell> cells) {
        return cells.stream()
                .noneMatch(cell -> cell.state().equals("failed") || cell.state().equals("skipped"));
    }

    private static String problem(List<RunStory.Cell> cells) {
        return cells.stream()
                .filter(cell -> !cell.message().isEmpty())
                .min((one, other) -> Boolean.compare(
                        other.state().equals("failed"), one.state().equals("failed")))
                .map(cell -> cell.name() + ": " + cell.message())
                .orElse("not all cells ran");
    }

    /** All that a step made, as one entity. */
    private String made(String step) {
        String id = "#outputs-" + step;
        if (!graph.has(id)) {
            ObjectNode outputs = graph.entity(id, "Collection").put("name", "What " + step + " made");
            List<Cell> done = groups.getOrDefault(step, List.of()).stream()
                    .flatMap(group -> group.cells().stream())
                    .filter(cell -> cell.state().succeeded())
                    .limit(MOST_FILES)
                    .toList();
            Set<String> files = new LinkedHashSet<>();
            for (Cell cell : done) {
                ActionRecord record = cell.record();
                if (record != null) {
                    record.outputs()
                            .forEach((name, artifact) ->
                                    files.add(graph.content(artifact.digest().hex(), cell.name() + "." + name)));
                }
            }
            outputs.set("hasPart", CrateGraph.links(files));
        }
        return id;
    }
}
