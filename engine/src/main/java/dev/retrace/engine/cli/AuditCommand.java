package dev.retrace.engine.cli;

import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.audit.Audit;
import dev.retrace.engine.audit.AuditPlace;
import dev.retrace.engine.audit.Sample;
import dev.retrace.engine.audit.Sample.Candidate;
import dev.retrace.engine.audit.StoredNumerics;
import dev.retrace.engine.audit.Verdict;
import dev.retrace.engine.audit.VerdictText;
import dev.retrace.engine.cli.run.AuditOptions;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.StepRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Computes a sample of a run's cells once more and compares them with what the store holds. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Computes a sample of cells again and compares; exit code 4 if one is beyond its tolerance.")
final class AuditCommand implements Callable<Integer> {

    private static final Set<String> DONE = Set.of("served", "computed", "adopted");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WORKFLOW|RUN",
            description = "A run's id, or a workflow file for its newest run (default: the newest run).")
    private @Nullable String wanted;

    @Option(
            names = "--sample",
            paramLabel = "N%|N",
            defaultValue = "5%",
            description = "A share of each step's cells, at least one, or a number of cells (default: 5%%).")
    private String sample = "5%";

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "0", description = "Of the draw (default: 0).")
    private long seed;

    @Option(names = "--step", paramLabel = "ID", description = "Only cells of this step of the workflow.")
    private @Nullable String step;

    @Mixin
    private AuditOptions place = new AuditOptions();

    @Option(names = "--json", description = "Print the verdict as JSON.")
    private boolean json;

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Sample drawn = sample();
        boolean workflow = wanted != null && Files.isRegularFile(Path.of(wanted));
        Store store =
                workflow && wanted != null ? storeOption.openForPlan(Path.of(wanted)) : storeOption.openForReading();
        RunRecord run = run(store);
        Verdict verdict = audit(store, run, candidates(run), drawn);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(VerdictText.json(verdict));
        } else {
            VerdictText.lines(verdict).forEach(out::println);
        }
        write(store, verdict);
        return verdict.passed() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    private Sample sample() {
        try {
            return Sample.parse(sample, seed);
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(spec.commandLine(), "--sample: " + refused.getMessage());
        }
    }

    private RunRecord run(Store store) throws IOException {
        for (String id : store.runs().ids()) {
            Optional<RunRecord> run = read(store, id);
            if (run.isPresent() && isWanted(run.get())) {
                return run.get();
            }
        }
        throw new StepException(
                wanted == null
                        ? "the store " + store.root() + " has no run to audit yet"
                        : "there is no run '" + wanted + "' in the store " + store.root()
                                + ", nor one of a workflow of that file; `retrace runs` lists them");
    }

    private Optional<RunRecord> read(Store store, String id) {
        try {
            return store.runs().read(id);
        } catch (IOException unreadable) {
            spec.commandLine().getErr().println("run " + id + " is passed over: " + unreadable.getMessage());
            return Optional.empty();
        }
    }

    private boolean isWanted(RunRecord run) {
        if (wanted == null || run.id().equals(wanted)) {
            return true;
        }
        Path file = Path.of(wanted);
        return Files.isRegularFile(file)
                && file.getFileName().equals(Path.of(run.workflowFile()).getFileName());
    }

    private List<Candidate> candidates(RunRecord run) {
        List<Candidate> candidates = new ArrayList<>();
        for (RunCell cell : run.cells()) {
            String key = cell.key();
            if (key != null && DONE.contains(cell.state()) && (step == null || step.equals(cell.stepId()))) {
                candidates.add(new Candidate(cell.cell(), cell.stepId(), Digest.parse(key)));
            }
        }
        if (candidates.isEmpty()) {
            throw new StepException("run " + run.id() + " has no finished cells"
                    + (step == null ? "" : " of the step '" + step + "'") + " to audit");
        }
        return candidates;
    }

    private Verdict audit(Store store, RunRecord run, List<Candidate> all, Sample drawn) throws IOException {
        StoredNumerics stored = StoredNumerics.of(store, all);
        AuditPlace again = place.choose(stored.deviceClass());
        List<Candidate> candidates = place.given() ? stored.numeric() : all;
        if (candidates.isEmpty()) {
            throw new StepException("run " + run.id() + " has no cells with torch, which alone a device or a precision"
                    + " can change");
        }
        List<Candidate> chosen = drawn.draw(candidates);
        spec.commandLine()
                .getErr()
                .println("computes " + chosen.size() + " of " + candidates.size() + " cells of run " + run.id()
                        + " again on " + again.told());
        List<Verdict.OfCell> cells = new ArrayList<>();
        try (Audit audit = new Audit(StepRegistry.installed(), store, again)) {
            for (Candidate candidate : chosen) {
                cells.add(audit.of(candidate));
            }
        }
        return new Verdict(
                run.id(), sample, seed, candidates.size(), stored.told(), again.told(), Instant.now(), cells);
    }

    private void write(Store store, Verdict verdict) throws IOException {
        if (!store.writable()) {
            spec.commandLine().getErr().println("the store is read-only: the verdict is not written");
            return;
        }
        Path folder = Files.createDirectories(store.root().resolve("audits"));
        String name = "audit-" + TIME.format(verdict.time());
        publish(folder.resolve(name + ".json"), VerdictText.json(verdict) + "\n");
        Path text = folder.resolve(name + ".txt");
        publish(text, String.join("\n", VerdictText.lines(verdict)) + "\n");
        spec.commandLine().getErr().println("written to " + text);
    }

    private static void publish(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(file.getParent(), ".audit", ".tmp");
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
