package dev.retrace.reports.diff;

import dev.retrace.engine.command.CommandSource;
import java.util.List;

/** The commands about reports. */
public final class DiffCommands implements CommandSource {

    @Override
    public List<Object> commands() {
        return List.of(new DiffCommand());
    }
}
