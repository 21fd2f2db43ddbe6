package dev.retrace.engine.cli.bench;

import dev.retrace.cache.disk.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Snakemake. A cold sweep of thousands takes it minutes; above a limit its outputs are written here,
 * and it is made to take them for its own.
 *
 * @param mostCold cells of a cold run, at most
 */
record Snakemake(int mostCold) implements Contender {

    @Override
    public String name() {
        return "snakemake";
    }

    @Override
    public Optional<String> missing() {
        return Contender.missing("snakemake");
    }

    @Override
    public Set<Operation> operations(int cells) {
        Set<Operation> operations = EnumSet.of(Operation.COLD, Operation.UP_TO_DATE, Operation.ONE_STALE);
        if (cells > mostCold) {
            operations.remove(Operation.COLD);
        }
        return operations;
    }

    @Override
    public void prepare(Operation operation, Path folder, int cells) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        if (operation == Operation.COLD || !Files.exists(out)) {
            Scratch.deleteTree(out);
            Scratch.deleteTree(folder.resolve(".snakemake"));
            Files.createDirectory(out);
            Files.writeString(folder.resolve("in.txt"), "four\n");
            Files.writeString(folder.resolve("Snakefile"), """
                    rule all:
                        input: expand("out/{n}.txt", n=range(1, %d))
                    rule copy:
                        input: "in.txt"
                        output: "out/{n}.txt"
                        shell: "cp {input} {output}"
                    """.formatted(cells + 1));
        }
        if (operation == Operation.UP_TO_DATE && !Files.exists(out.resolve(cells + ".txt"))) {
            for (int n = 1; n <= cells; n++) {
                Files.writeString(out.resolve(n + ".txt"), "four\n");
            }
            Stopwatch.run(folder, List.of("snakemake", "--cores", "2", "--touch"));
        } else if (operation == Operation.ONE_STALE) {
            Files.delete(out.resolve("1.txt"));
        }
    }

    @Override
    public List<String> command(Operation operation, int cells) {
        return List.of("snakemake", "--cores", "2");
    }
}
