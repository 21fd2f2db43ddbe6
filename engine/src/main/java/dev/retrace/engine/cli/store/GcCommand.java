package dev.retrace.engine.cli.store;

import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.gc.CollectionReport;
import dev.retrace.cache.gc.Collector;
import dev.retrace.cache.gc.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Forgets what is no longer needed, or says what that would be. */
@Command(
        name = "gc",
        mixinStandardHelpOptions = true,
        description = {
            "Forgets what is no longer needed; without --delete it only says what that would be.",
            "Kept are what the last runs, pinned and live ones rest on, and whatever is younger than a day.",
            "Of the rest goes what was not used for 30 days, or as --max-age and --max-size say.",
            "What goes lies in the store's trash for a day, and comes back when a run needs it."
        })
public final class GcCommand implements Callable<Integer> {

    private static final int SHORTEST_KEY = 6;

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Option(
            names = "--max-age",
            paramLabel = "AGE",
            converter = Ages.class,
            description = "What was not used for longer goes, as 30d or 12h.")
    private @Nullable Duration maxAge;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            converter = Sizes.class,
            description = "The least recently used go until so much is left, as 20GB.")
    private @Nullable Long maxSize;

    @Option(
            names = "--keep-runs",
            defaultValue = "10",
            paramLabel = "N",
            description = "Last runs to keep (default: 10).")
    private int keepRuns = 10;

    @Option(names = "--keep", paramLabel = "RUN|KEY", description = "Keep this too; a key by six or more digits.")
    private List<String> keep = new ArrayList<>();

    @Option(names = "--pin", paramLabel = "RUN", description = "Keep all that this run rests on from now on.")
    private List<String> pin = new ArrayList<>();

    @Option(names = "--unpin", paramLabel = "RUN", description = "Take the pin of this run away.")
    private List<String> unpin = new ArrayList<>();

    @Option(names = "--delete", description = "Do it.")
    private boolean delete;

    @Option(names = "--now", description = "Empty the trash at once, but for what a live run may need.")
    private boolean now;

    @Option(names = "--json", description = "Say the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (now && !delete) {
            throw usage("--now empties the trash, so it needs --delete");
        }
        if (keepRuns < 0) {
            throw usage("--keep-runs takes 0 or more, not " + keepRuns);
        }
        Store store = storeOption.openForReading();
        if (!pin.isEmpty() || !unpin.isEmpty()) {
            return pins(store);
        }
        Collector collector = new Collector(store, new Policy(keepRuns, kept(store), maxAge, maxSize), Instant.now());
        CollectionReport report = delete ? collector.collect(now) : collector.look();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(GcText.json(report, delete));
        } else {
            new GcText(out).print(report, delete);
        }
        report.warnings().forEach(warning -> spec.commandLine().getErr().println("note: " + warning));
        return ExitCode.OK;
    }

    private int pins(Store store) throws IOException {
        Set<String> runs = new LinkedHashSet<>(pin);
        runs.addAll(unpin);
        for (String run : runs) {
            requireRun(store, run);
            store.runs().pin(run, pin.contains(run));
            spec.commandLine()
                    .getOut()
                    .println(
                            run + (pin.contains(run) ? " is pinned: gc keeps all that it rests on" : " is not pinned"));
        }
        return ExitCode.OK;
    }

    private Set<String> kept(Store store) throws IOException {
        Set<String> kept = new LinkedHashSet<>();
        for (String wanted : keep) {
            String digits = wanted.replaceFirst("^sha256:", "");
            if (digits.matches("[0-9a-f]+")) {
                requireKey(store, digits);
            } else {
                requireRun(store, wanted);
            }
            kept.add(digits);
        }
        return kept;
    }

    private void requireKey(Store store, String digits) throws IOException {
        boolean known = digits.length() >= SHORTEST_KEY
                && store.actions().keys().stream().map(Digest::hex).anyMatch(key -> key.startsWith(digits));
        if (!known) {
            throw usage("--keep takes a run's id, or at least six digits that a key starts with, but none starts with '"
                    + digits + "'");
        }
    }

    private void requireRun(Store store, String run) throws IOException {
        if (!store.runs().ids().contains(run)) {
            throw usage("there is no run '" + run + "' in " + store.root() + "; `retrace runs` lists them");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
