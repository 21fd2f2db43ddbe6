package dev.retrace.reports.toy;

import dev.retrace.engine.command.PastRuns;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A workflow of made-up effects, and the command line in this process on a store of its own. */
public final class ToyRuns {

    private static final String WORKFLOW = """
            name: toy
            params: { seed: 1, facts: 40, layers: 8, shift: 0, further: further }
            steps:
              effects:
                step: test-effects
                with:
                  { seed: "${seed}", facts: "${facts}", layers: "${layers}", shift: "${shift}", further: "${further}" }
              figure-2b:
                step: plot
                inputs: { table: effects }
                with: { kind: heatmap, x: layer, y: bucket, value: ie, resamples: 50, paper-figure: 2b }
              figure-5:
                step: plot
                inputs: { table: effects }
                with: { kind: lines, x: layer, series: bucket, value: ie, resamples: 50, title: "Effects by layer" }
              kinds:
                step: plot
                inputs: { table: effects }
                with: { kind: bars, x: bucket, series: layers, value: ie, resamples: 50 }
              dots:
                step: plot
                inputs: { table: effects }
                with: { kind: dots, y: bucket, value: ie, resamples: 50 }
              report:
                step: report
                inputs: { figures: [figure-2b, figure-5, kinds, dots] }
                with: { vectors: false }
            """;

    /** How a command ended. */
    public record Ended(int code, String out, String err) {

        /** The last line of standard output. */
        public String last() {
            List<String> lines = out.lines().toList();
            return lines.get(lines.size() - 1);
        }
    }

    private final Path folder;
    private final Path workflow;

    /** A world in an empty folder. */
    public ToyRuns(Path folder) throws IOException {
        this.folder = folder;
        this.workflow = Files.writeString(folder.resolve("toy.yaml"), WORKFLOW);
    }

    /** The workflow's file. */
    public Path workflow() {
        return workflow;
    }

    /** The store. */
    public Path store() {
        return folder.resolve("store");
    }

    /** Runs the workflow with these params; gives the path of its report. */
    public Path run(String... params) {
        List<String> arguments = new ArrayList<>(List.of("run", workflow.toString()));
        for (String param : params) {
            arguments.addAll(List.of("--set", param));
        }
        Ended run = retrace(arguments.toArray(String[]::new));
        if (run.code() != 0) {
            throw new IllegalStateException(run.err());
        }
        return Path.of("").toAbsolutePath().resolve(run.last());
    }

    /** A command on the store. */
    public Ended retrace(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--store", store().toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = PastRuns.installed()
                .retrace(new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }
}
