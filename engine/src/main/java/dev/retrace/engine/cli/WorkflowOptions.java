package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.engine.cli.run.DeviceOptions;
import dev.retrace.engine.device.Devices;
import dev.retrace.engine.plan.CellDecider;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.NetworkUse;
import dev.retrace.engine.plan.Numerics;
import dev.retrace.engine.plan.SourceDigests;
import dev.retrace.engine.repeat.Remembering;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.workflow.Overrides;
import dev.retrace.engine.workflow.SourceResolver;
import dev.retrace.engine.workflow.Workflow;
import dev.retrace.engine.workflow.WorkflowReader;
import dev.retrace.engine.yaml.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A workflow on the command line, and what is said of it there. */
final class WorkflowOptions {

    @Parameters(index = "0", paramLabel = "WORKFLOW", description = "The workflow file (YAML).")
    private Path file = Path.of("");

    @Option(names = "--profile", paramLabel = "NAME", description = "Take the params of this profile.")
    private @Nullable String profile;

    @Option(
            names = "--set",
            paramLabel = "PARAM=VALUE",
            description = "Set a param of the workflow; may be repeated. Lists as [a,b].")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--only", split = ",", paramLabel = "STEP", description = "Only these steps and what they need.")
    private Set<String> only = new LinkedHashSet<>();

    @Mixin
    private DeviceOptions devices = new DeviceOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private final List<Source> sources = new ArrayList<>();
    private final List<String> announced = new ArrayList<>();

    Path file() {
        return file;
    }

    /** The workflow, read and checked; nothing is fetched. */
    Workflow read(StepRegistry steps, Store store) throws IOException {
        return read(steps, store, network().forbiddenBy("this command only plans; `retrace run` fetches"));
    }

    /** Whether what the workflow names and is not here may be fetched, as far as the environment says. */
    NetworkUse network() {
        return NetworkUse.of(
                System.getenv(), line -> spec.commandLine().getErr().println(line));
    }

    /** The workflow, read and checked. */
    Workflow read(StepRegistry steps, Store store, NetworkUse network) throws IOException {
        if (!Files.isRegularFile(file)) {
            String what = Files.isDirectory(file)
                    ? file + " is a folder, not a workflow file"
                    : "there is no workflow file " + file;
            throw new ParameterException(spec.commandLine(), what);
        }
        SourceResolver resolver = SourceDigests.installed(store.files(), network);
        Workflow workflow = new WorkflowReader(
                        steps, (location, base) -> seen(resolver.resolve(location, base)), line -> {
                            announced.add(line);
                            network.tell(line);
                        })
                .read(file, new Overrides(profile, set));
        requireSteps("--only", only, workflow);
        return workflow;
    }

    private Source seen(Source source) {
        sources.add(source);
        return source;
    }

    /** What the workflow, once it was read, was found to depend on, and what was said of it. */
    Remembering.Circumstances circumstances(Devices chosen) {
        return new Remembering.Circumstances(List.copyOf(sources), List.copyOf(announced), chosen, !devices.auto());
    }

    private void requireSteps(String option, Set<String> wanted, Workflow workflow) {
        Set<String> ids = new TreeSet<>();
        workflow.steps().forEach(node -> ids.add(node.id()));
        for (String id : wanted) {
            if (!ids.contains(id)) {
                throw new ParameterException(spec.commandLine(), option + ": " + Words.unknown("step", id, ids));
            }
        }
    }

    /**
     * A workflow's cells and where they will be computed.
     *
     * @param graph nothing decided yet
     * @param precision of the numeric ones
     */
    record Planned(CellGraph graph, Devices devices, String precision) {}

    /** What is to be done for a workflow. */
    Planned plan(Workflow workflow, Store store) {
        return plan(workflow, store, Set.of());
    }

    /** The same, where the cells of some steps must run although they have records. */
    Planned plan(Workflow workflow, Store store, Set<String> forced) {
        requireSteps("--force", forced, workflow);
        String precision = devices.precision(workflow.precision());
        Devices chosen = devices.choose(possible -> graph(workflow, store, possible, precision, Set.of()));
        return new Planned(graph(workflow, store, chosen, precision, forced), chosen, precision);
    }

    private CellGraph graph(Workflow workflow, Store store, Devices on, String precision, Set<String> forced) {
        Numerics numerics = Numerics.on(on, precision);
        return new CellGraph(workflow, only, new CellDecider(workflow, store, numerics, forced));
    }
}
