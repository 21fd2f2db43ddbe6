package dev.retrace.engine.toy;

import dev.retrace.engine.command.CommandSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A command of another module, which answers 4. */
public final class ToyCommands implements CommandSource {

    @Command(name = "toy-check", description = "Fails.")
    static final class Check implements Callable<Integer> {

        @Override
        public Integer call() {
            return 4;
        }
    }

    @Override
    public List<Object> commands() {
        return List.of(new Check());
    }
}
