package dev.retrace.engine.cli.bench;

import dev.retrace.cache.disk.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** GNU make: no content, no store, nothing forced to disk; the least that running commands costs. */
final class Make implements Contender {

    @Override
    public String name() {
        return "make";
    }

    @Override
    public Optional<String> missing() {
        return Contender.missing("make");
    }

    @Override
    public Set<Operation> operations(int cells) {
        return EnumSet.of(Operation.COLD, Operation.UP_TO_DATE, Operation.ONE_STALE);
    }

    @Override
    public void prepare(Operation operation, Path folder, int cells) throws IOException {
        if (operation == Operation.COLD) {
            Scratch.deleteTree(folder.resolve("out"));
            Files.createDirectory(folder.resolve("out"));
            Files.writeString(folder.resolve("in.txt"), "four\n");
            Files.writeString(folder.resolve("Makefile"), """
                    all: $(foreach n,$(shell seq %d),out/$(n).txt)
                    out/%%.txt: in.txt
                    \t@cp in.txt $@
                    """.formatted(cells));
        } else if (operation == Operation.ONE_STALE) {
            Files.delete(folder.resolve("out").resolve("1.txt"));
        }
    }

    @Override
    public List<String> command(Operation operation, int cells) {
        return List.of("make", "-j2");
    }
}
