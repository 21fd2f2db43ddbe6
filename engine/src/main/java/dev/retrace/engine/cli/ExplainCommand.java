package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says for every cell whether it is served, and if not, what changed since it last was. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says which cells must run and what changed, up to the root cause. Runs nothing.")
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private WorkflowOptions options = new WorkflowOptions();

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Option(names = "--hits", description = "List served cells one by one, with their keys.")
    private boolean hits;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Store store = storeOption.openForPlan(options.file());
        Workflow workflow = options.read(StepRegistry.installed(), store);
        CellGraph graph = options.graph(workflow, store);
        graph.start();
        new PlanText(graph, new Explanation(graph, new PastWork(store, workflow), store.content()))
                .print(spec.commandLine().getOut(), hits);
        return ExitCode.DONE;
    }
}
