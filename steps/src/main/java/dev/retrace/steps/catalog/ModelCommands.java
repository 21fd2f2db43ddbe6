package dev.retrace.steps.catalog;

import dev.retrace.engine.command.CommandSource;
import java.util.List;

/** The commands about models. */
public final class ModelCommands implements CommandSource {

    @Override
    public List<Object> commands() {
        return List.of(new ModelsCommand(), new PredictCommand());
    }
}
