package dev.retrace.steps.bench;

import dev.retrace.engine.command.CommandSource;
import java.util.List;

/** The measurements that this module adds to {@code retrace bench}. */
public final class BenchCommands implements CommandSource {

    @Override
    public List<Object> commands() {
        return List.of();
    }

    @Override
    public List<Object> benchmarks() {
        return List.of(new ForwardCommand(), new ExperimentsCommand());
    }
}
