package dev.retrace.engine.cli;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.lane.CellNotes;
import dev.retrace.engine.run.RunJournal;
import dev.retrace.engine.step.StepRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Shows a cell: what it read, what it gave, where that lies, how it went. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a cell's key, inputs, outputs, timing and log.")
final class ShowCommand implements Callable<Integer> {

    private static final int SHORTEST_KEY = 6;
    private static final int MOST_NAMED = 8;

    @Parameters(
            index = "0",
            paramLabel = "CELL",
            description = "A cell's name, as trace-h#0, or at least six digits of its key.")
    private String wanted = "";

    @Option(names = "--run", paramLabel = "ID", description = "The run to look in (default: the newest with it).")
    private @Nullable String runId;

    @Option(
            names = "--save",
            paramLabel = "FOLDER",
            description = "Also copies the cell's outputs there, each under its own name; no file is replaced.")
    private @Nullable Path folder;

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Store store = storeOption.openForReading();
        Optional<RunCell> named = inRuns(store);
        if (named.isPresent()) {
            return ExitCode.DONE;
        }
        List<Digest> keys = wanted.length() < SHORTEST_KEY
                ? List.of()
                : store.actions().keys().stream()
                        .filter(key -> key.hex().startsWith(wanted.replaceFirst("^sha256:", "")))
                        .toList();
        if (keys.size() != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    keys.isEmpty()
                            ? "no cell is called '" + wanted + "' in the runs of " + store.root()
                                    + ", and no key starts so" + beginningSo(store) + "; `retrace runs` lists runs"
                            : keys.size() + " keys start with '" + wanted + "'; give more digits");
        }
        print(store, keys.get(0));
        return ExitCode.DONE;
    }

    private Optional<RunCell> inRuns(Store store) throws IOException {
        List<String> ids = store.runs().ids();
        if (runId != null && !ids.contains(runId)) {
            throw new ParameterException(
                    spec.commandLine(), "there is no run '" + runId + "'; `retrace runs` lists them");
        }
        for (String id : runId == null ? ids : List.of(runId)) {
            Optional<RunCell> cell = cells(store, id).stream()
                    .filter(candidate -> candidate.cell().equals(wanted))
                    .findFirst();
            if (cell.isPresent()) {
                print(store, id, cell.get());
                return cell;
            }
        }
        return Optional.empty();
    }

    private List<RunCell> cells(Store store, String run) {
        try {
            return store.runs().read(run).map(RunRecord::cells).orElse(List.of());
        } catch (IOException unreadable) {
            spec.commandLine().getErr().println("run " + run + " is passed over: " + unreadable.getMessage());
            return List.of();
        }
    }

    /** The cells of the newest run that the name begins, as a sharded step's do. */
    private String beginningSo(Store store) throws IOException {
        String names = store.runs().ids().stream()
                .limit(1)
                .flatMap(id -> cells(store, id).stream())
                .map(RunCell::cell)
                .filter(cell -> cell.startsWith(wanted + "#") || cell.startsWith(wanted + "["))
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; the newest run has " + names;
    }

    private void print(Store store, String run, RunCell cell) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("cell      " + cell.cell() + " of run " + run + ": " + cell.state());
        if (!cell.message().isEmpty()) {
            out.println("message   " + cell.message());
        }
        if (!cell.reason().isEmpty()) {
            out.println("ran for   " + cell.reason());
        }
        String key = cell.key();
        if (key != null) {
            print(store, Digest.parse(key));
        }
        Path log = RunJournal.log(store.runs().folder(run), cell.cell());
        if (Files.isReadable(log)) {
            out.println("log       " + log);
            out.println(Files.readString(log).stripTrailing());
        }
    }

    private void print(Store store, Digest key) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("key       " + key);
        Optional<ActionRecord> record = store.actions().find(key);
        if (record.isEmpty()) {
            out.println("record    none: the cell has not been computed, or its artifacts are gone");
            requireNothingToSave();
            return;
        }
        ActionRecord found = record.get();
        out.println("computed  " + found.started() + " in " + found.millis() + " ms, attempt " + found.attempt());
        found.environment().forEach((name, value) -> out.println("          " + name + ": " + value));
        if (!CellNotes.of(found).isEmpty()) {
            out.println("bytes     not promised to be the same if computed again, only numbers within the step's"
                    + " tolerance; see its notes");
        }
        found.outputs()
                .forEach((name, artifact) -> out.println("output    " + name + "  " + artifact.size() + " bytes  "
                        + store.content().path(artifact.digest())));
        out.println(JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(CanonicalJson.read(found.keyDocument())));
        if (folder != null) {
            save(store, found, folder);
        }
    }

    private void requireNothingToSave() {
        if (folder != null) {
            throw new ParameterException(spec.commandLine(), "'" + wanted + "' has no outputs that could be saved");
        }
    }

    private void save(Store store, ActionRecord record, Path to) throws IOException {
        try {
            SavedOutputs.save(store, record, StepRegistry.installed(), to)
                    .forEach(
                            (output, file) -> spec.commandLine().getOut().println("saved     " + output + "  " + file));
        } catch (FileAlreadyExistsException exists) {
            throw new ParameterException(
                    spec.commandLine(),
                    exists.getFile() + " is there already and is not replaced; name another folder, or remove it");
        }
    }
}
