package dev.retrace.engine.cli;

import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.workflow.WorkflowSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Prints the JSON Schema of workflow files, for editors. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Prints a JSON Schema of workflow files, made from the installed steps.")
final class SchemaCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .println(JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(WorkflowSchema.of(StepRegistry.installed())));
        return ExitCode.DONE;
    }
}
