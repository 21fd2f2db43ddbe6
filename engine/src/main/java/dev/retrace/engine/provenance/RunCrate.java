package dev.retrace.engine.provenance;

import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** A run's folder as an RO-Crate: what each file is, and how it came about. */
public final class RunCrate {

    /** The name of the file that describes the crate. */
    public static final String FILE = "ro-crate-metadata.json";

    /** The name of the copy of the workflow's file in the crate. */
    public static final String WORKFLOW = "workflow.yaml";

    /** The name of the page that shows the run. */
    public static final String PAGE = "run.html";

    /** Of what lies beside a report; the engine's own files are described one by one. */
    private static final Map<String, String> TYPES =
            Map.of("csv", "text/csv", "json", "application/json", "svg", "image/svg+xml");

    private static final String ROOT = "./";
    private static final String ENGINE = "#retrace";
    private static final String LANGUAGE = "#workflow-language";
    private static final String LICENCE = "#licence";
    private static final String RO_CRATE = "https://w3id.org/ro/crate/1.1";
    private static final String WORKFLOW_RO_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0";
    private static final String RUN_PROFILES = "https://w3id.org/ro/wfrun/";
    private static final String RUN_PROFILE_VERSION = "0.5";

    private final Workflow workflow;
    private final CellGraph cells;
    private final RunStory story;
    private final Path folder;
    private final CrateGraph graph = new CrateGraph();
    private final String action;

    /** @param folder of the run, whose files are described as they are */
    public RunCrate(Workflow workflow, CellGraph cells, RunStory story, Path folder) {
        this.workflow = workflow;
        this.cells = cells;
        this.story = story;
        this.folder = folder;
        this.action = "#run-" + story.id();
    }

    /**
     * The text of {@link #FILE}.
     *
     * @param drawn whether the folder has, or will have, {@link #PAGE}
     */
    public byte[] toJson(boolean drawn) throws IOException {
        graph.entity(FILE, "CreativeWork")
                .set("conformsTo", CrateGraph.link(RO_CRATE))
                .set("about", CrateGraph.link(ROOT));
        ObjectNode root = graph.entity(ROOT, "Dataset");
        ObjectNode file = workflowFile();
        List<String> reports = reports();
        CrateSteps steps = new CrateSteps(graph, cells, story);
        List<String> consumed = new ArrayList<>(params(file));
        consumed.addAll(steps.sources());
        run(consumed, reports);
        steps.describe(file, action, ENGINE);
        traces(drawn);
        beside();
        root(root, steps.actions());
        return graph.toJson();
    }

    private void root(ObjectNode root, List<String> actions) {
        root.put("name", "Run " + story.id() + " of the workflow " + story.workflow());
        root.put("description", described());
        root.put("datePublished", story.finished().toString());
        root.set("license", CrateGraph.link(LICENCE));
        root.set("mainEntity", CrateGraph.link(WORKFLOW));
        List<String> profiles = new ArrayList<>();
        profiles.add(profile("process", "Process Run Crate"));
        profiles.add(profile("workflow", "Workflow Run Crate"));
        profiles.add(profile("provenance", "Provenance Run Crate"));
        graph.entity(WORKFLOW_RO_CRATE, "CreativeWork")
                .put("name", "Workflow RO-Crate")
                .put("version", "1.0");
        profiles.add(WORKFLOW_RO_CRATE);
        root.set("conformsTo", CrateGraph.links(profiles));
        root.set("hasPart", CrateGraph.links(graph.files()));
        List<String> mentioned = new ArrayList<>(List.of(action));
        mentioned.addAll(actions);
        root.set("mentions", CrateGraph.links(mentioned));
        graph.entity(LICENCE, "CreativeWork")
                .put("name", "No licence stated")
                .put(
                        "description",
                        "Whoever ran the workflow has not stated under which licence its results may be used. Models and"
                                + " data have licences of their own.");
    }

    private String described() {
        String what = workflow.description().isEmpty() ? "" : workflow.description() + ". ";
        return what + "The run ended: " + story.outcome() + ".";
    }

    private String profile(String name, String title) {
        String id = RUN_PROFILES + name + "/" + RUN_PROFILE_VERSION;
        graph.entity(id, "CreativeWork").put("name", title).put("version", RUN_PROFILE_VERSION);
        return id;
    }

    private ObjectNode workflowFile() throws IOException {
        graph.entity(ENGINE, "SoftwareApplication")
                .put("name", "Retrace")
                .put("description", "Runs workflows of cached steps that reproduce interpretability papers.")
                .put("softwareVersion", EngineVersion.TEXT)
                .put("operatingSystem", story.environment().getOrDefault("os", "unknown"))
                .put("softwareRequirements", story.environment().getOrDefault("java", "Java 17"));
        graph.entity(LANGUAGE, "ComputerLanguage")
                .put("name", "Retrace workflow")
                .put("description", "YAML; `retrace schema` prints its JSON Schema.");
        ObjectNode file = graph.entity(WORKFLOW, "File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo");
        if (Files.exists(folder.resolve(WORKFLOW))) {
            graph.file(folder, WORKFLOW, story.workflow(), "application/yaml");
        }
        file.put("name", story.workflow())
                .put("description", workflow.description())
                .put("alternateName", story.workflowFile());
        file.set("programmingLanguage", CrateGraph.link(LANGUAGE));
        return file;
    }

    /** Declares the params and their values; gives the values' ids. */
    private List<String> params(ObjectNode file) {
        List<String> formal = new ArrayList<>();
        List<String> values = new ArrayList<>();
        workflow.params().display().forEach((name, value) -> {
            formal.add("#param-" + name);
            values.add("#value-" + name);
            graph.entity("#param-" + name, "FormalParameter")
                    .put("name", name)
                    .put("additionalType", "Text")
                    .set("workExample", CrateGraph.link("#value-" + name));
            graph.entity("#value-" + name, "PropertyValue")
                    .put("name", name)
                    .put("value", value)
                    .set("exampleOfWork", CrateGraph.link("#param-" + name));
        });
        file.set("input", CrateGraph.links(formal));
        List<String> outputs = new ArrayList<>();
        for (String report : story.reports()) {
            String id = "#output-" + report.replaceAll("[^A-Za-z0-9.-]", "_");
            outputs.add(id);
            graph.entity(id, "FormalParameter").put("name", report).put("additionalType", "File");
        }
        file.set("output", CrateGraph.links(outputs));
        return values;
    }

    private List<String> reports() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String report : story.reports()) {
            String id = graph.file(folder, report, report, "text/html");
            graph.entity(id)
                    .set("exampleOfWork", CrateGraph.link("#output-" + report.replaceAll("[^A-Za-z0-9.-]", "_")));
            ids.add(id);
        }
        return ids;
    }

    private void run(List<String> consumed, List<String> reports) {
        ObjectNode run = graph.entity(action, "CreateAction");
        run.put("name", "Run " + story.id() + " of " + story.workflow());
        run.put("description", "On " + String.join(", ", story.environment().values()));
        run.put("startTime", story.started().toString());
        run.put("endTime", story.finished().toString());
        run.set("instrument", CrateGraph.link(WORKFLOW));
        run.set("object", CrateGraph.links(consumed));
        run.set("result", CrateGraph.links(reports));
        CrateSteps.status(run, story.outcome().equals("done"), failure());
    }

    private String failure() {
        return story.cells().stream()
                .filter(cell -> cell.state().equals("failed"))
                .findFirst()
                .map(cell -> cell.name() + ": " + cell.message())
                .orElse("the run was " + story.outcome() + " before its end");
    }

    /** What the engine wrote about the run: not results, but the crate's to keep. */
    private void traces(boolean drawn) throws IOException {
        about(graph.file(folder, "run.json", "What the run did about each cell", "application/json"));
        if (drawn) {
            about(graph.drawing(PAGE, "The page of the run", "text/html"));
        }
    }

    /** What lies beside the reports: their tables. */
    private void beside() throws IOException {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString();
                String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
                if (type != null && !name.equals(FILE) && !graph.has(CrateGraph.relative(name))) {
                    graph.file(folder, name, name, type);
                }
            }
        }
    }

    private void about(String file) {
        graph.entity(file).set("about", CrateGraph.link(action));
    }
}
