package dev.retrace.reports.diff;

import dev.retrace.engine.command.PastRun;
import dev.retrace.engine.command.PastRuns;
import dev.retrace.engine.step.StepException;
import dev.retrace.reports.figure.Bootstrap;
import dev.retrace.reports.statistics.Margin;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the figures of two runs, or of one workflow with two sets of params. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Compares two runs, figure by figure, on one page, whose path it prints:",
            "  retrace diff A B",
            "  retrace diff workflow.yaml --left model=X --right model=Y",
            "The second form runs the workflow with either set of params first; what has a record is served."
        },
        footer = {
            "",
            "Exit codes: 0 done, 4 with --check: something changed or could not be compared; else as those of run."
        })
final class DiffCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int CHECK_FAILED = 4;
    private static final Bootstrap BOOTSTRAP = new Bootstrap(1000, 0);

    @Parameters(
            arity = "1..2",
            paramLabel = "RUN",
            description = "A run's id or the beginning of one, last, last~1, its folder, or a report of it; or one"
                    + " workflow file.")
    private List<String> wanted = new ArrayList<>();

    @Option(
            names = "--left",
            paramLabel = "PARAM=VALUE",
            description = "Of a workflow file: a param of A; may be repeated.")
    private Map<String, String> left = new LinkedHashMap<>();

    @Option(
            names = "--right",
            paramLabel = "PARAM=VALUE",
            description = "Of a workflow file: a param of B; may be repeated.")
    private Map<String, String> right = new LinkedHashMap<>();

    @Mixin
    private TwoRuns twoRuns = new TwoRuns();

    @Option(names = "--store", paramLabel = "DIR", description = "The store; else as for the other commands.")
    private @Nullable Path store;

    @Option(
            names = "--margin",
            paramLabel = "SIZE",
            defaultValue = "5%",
            description = "What difference does not matter: a number in the figures' own unit, as 0.02, or a part of"
                    + " each figure's greatest mean (default: ${DEFAULT-VALUE}).")
    private String margin = "5%";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where the page is written (default: diffs/A..B/diff.html in the store).")
    private @Nullable Path output;

    @Option(
            names = "--check",
            description =
                    "Exit with 4 if something changed significantly beyond the margin, or if a figure of one run has"
                            + " nothing in the other to be compared with.")
    private boolean check;

    @Option(names = "--json", description = "Print every comparison as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Comparer comparer = new Comparer(margin(), BOOTSTRAP);
        boolean workflow = !left.isEmpty() || !right.isEmpty();
        if (wanted.size() != (workflow ? 1 : 2)) {
            throw usage(
                    workflow
                            ? "--left and --right go with one workflow file, but there are " + wanted.size() + " names"
                            : "give two runs, or one workflow file with --left and --right");
        }
        if (!workflow && twoRuns.isGiven()) {
            throw usage("params and how to run them go with a workflow file, --left and --right; two runs are past");
        }
        List<RunComparison.Side> sides = new ArrayList<>();
        int code = workflow ? compute(sides) : find(sides);
        if (sides.size() < 2) {
            return code;
        }
        int told = tell(RunComparison.of(sides.get(0), sides.get(1), comparer), comparer);
        return told == DONE ? code : told;
    }

    private int find(List<RunComparison.Side> sides) throws IOException {
        for (String name : wanted) {
            PastRun run = PastRuns.installed().find(name, store);
            sides.add(new RunComparison.Side(run.id(), run));
        }
        return DONE;
    }

    /** Runs the workflow for either side, as far as that goes well; what failed under --keep-going is missing. */
    private int compute(List<RunComparison.Side> sides) throws IOException {
        PastRuns runs = PastRuns.installed();
        int worst = DONE;
        List<String> labels = TwoRuns.labels(left, right);
        for (Map<String, String> side : List.of(left, right)) {
            TwoRuns.Ended ended = twoRuns.run(runs, wanted.get(0), side, store, err());
            if (ended.folder().isEmpty()) {
                return ended.code();
            }
            worst = Math.max(worst, ended.code());
            sides.add(new RunComparison.Side(labels.get(sides.size()), runs.find(ended.folder(), store)));
        }
        return worst;
    }

    private Margin margin() {
        try {
            return Margin.parse(margin);
        } catch (IllegalArgumentException wrong) {
            throw usage("--margin: " + wrong.getMessage());
        }
    }

    private int tell(RunComparison runs, Comparer comparer) throws IOException {
        Path page = write(runs);
        err().println(runs.sentence());
        runs.onlyA().keySet().forEach(figure -> err().println("only A has " + figure));
        runs.onlyB().keySet().forEach(figure -> err().println("only B has " + figure));
        runs.uncompared().forEach((figure, why) -> err().println("not compared: " + figure + ": " + why));
        spec.commandLine().getOut().println(json ? DiffJson.of(runs, comparer, page) : shown(page));
        return check && (runs.isChanged() || !runs.isComplete()) ? CHECK_FAILED : DONE;
    }

    /** Whole or not at all, in place of an earlier one. */
    private Path write(RunComparison runs) throws IOException {
        Path given = output;
        Path page = given == null ? usual(runs) : given.toAbsolutePath().normalize();
        if (Files.isDirectory(page)) {
            throw usage("--output " + given + " is a folder; name a file");
        }
        Path folder = page.getParent();
        try {
            Files.createDirectories(folder);
        } catch (IOException refused) {
            throw new StepException(
                    "cannot make the folder " + folder + ": " + refused.getMessage()
                            + "; name another page with --output",
                    refused);
        }
        Path temporary = page.resolveSibling(
                "." + page.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.write(temporary, DiffPage.render(runs));
            Files.move(temporary, page, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return page;
    }

    private static Path usual(RunComparison runs) {
        String name = runs.a().run().id() + ".." + runs.b().run().id();
        return runs.a()
                .run()
                .folder()
                .resolveSibling("..")
                .resolve("diffs")
                .resolve(name)
                .resolve("diff.html")
                .normalize();
    }

    private static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
