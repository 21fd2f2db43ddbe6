package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.engine.cli.run.CapacityOptions;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.explain.CellStory;
import dev.retrace.engine.explain.Origin;
import dev.retrace.engine.explain.PlanJson;
import dev.retrace.engine.lane.LanePlan;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says for every cell whether it is served, and if not, what changed since it last was. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says which cells must run and what changed, up to the root cause. Runs nothing.")
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private WorkflowOptions options = new WorkflowOptions();

    @Parameters(
            index = "1..*",
            paramLabel = "CELL",
            description = "Only these cells, with their inputs up to the files that they come from.")
    private List<String> cells = new ArrayList<>();

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Option(names = "--hits", description = "Say of served cells when, where and in which run they were computed.")
    private boolean hits;

    @Option(names = "--all", description = "Tell every cell, also those that are alike.")
    private boolean all;

    @Option(names = "--json", description = "Print one JSON object with every cell, for scripts.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Store store = storeOption.openForPlan(options.file());
        Workflow workflow = options.read(StepRegistry.installed(), store);
        WorkflowOptions.Planned planned = options.plan(workflow, store);
        CellGraph graph = planned.graph();
        graph.start();
        Explanation explanation = new Explanation(graph, new PastWork(store, workflow), store.content());
        LanePlan lanes = new CapacityOptions().lanes(planned.devices(), store.root(), planned.precision());
        PlanText text = new PlanText(graph, explanation, store, lanes);
        if (json) {
            out().println(new PlanJson(graph, explanation, origin(store)).of(text.estimate()));
        } else if (cells.isEmpty()) {
            text.print(out(), hits ? origin(store) : null, all);
        } else {
            tell(new CellStory(graph, explanation, origin(store), store));
        }
        return ExitCode.DONE;
    }

    private void tell(CellStory story) throws IOException {
        for (String cell : cells) {
            List<String> lines = story.of(cell);
            if (lines.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "the plan has no cell, combination or step '" + cell + "'; without a name, explain lists them");
            }
            lines.forEach(out()::println);
        }
    }

    private static Origin origin(Store store) {
        return new Origin(PastWork.uses(store), Instant.now());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
