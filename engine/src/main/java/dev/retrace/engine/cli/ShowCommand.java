package dev.retrace.engine.cli;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.run.RunJournal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    @Parameters(
            index = "0",
            paramLabel = "CELL",
            description = "A cell's name, as trace-h#0, or at least six digits of its key.")
    private String wanted = "";

    @Option(names = "--run", paramLabel = "ID", description = "The run to look in (default: the newest with it).")
    private @Nullable String runId;

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Store store = storeOption.openForReading(Path.of("any"));
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
                                    + ", and no key starts so; `retrace runs` lists runs"
                            : keys.size() + " keys start with '" + wanted + "'; give more digits");
        }
        print(store, keys.get(0));
        return ExitCode.DONE;
    }

    private Optional<RunCell> inRuns(Store store) throws IOException {
        for (String id : runId == null ? store.runs().ids() : List.of(runId)) {
            Optional<RunRecord> run = store.runs().read(id);
            Optional<RunCell> cell = run.stream()
                    .flatMap(record -> record.cells().stream())
                    .filter(candidate -> candidate.cell().equals(wanted))
                    .findFirst();
            if (cell.isPresent()) {
                print(store, id, cell.get());
                return cell;
            }
        }
        return Optional.empty();
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
            return;
        }
        ActionRecord found = record.get();
        out.println("computed  " + found.started() + " in " + found.millis() + " ms, attempt " + found.attempt());
        found.environment().forEach((name, value) -> out.println("          " + name + ": " + value));
        found.outputs()
                .forEach((name, artifact) -> out.println("output    " + name + "  " + artifact.size() + " bytes  "
                        + store.content().path(artifact.digest())));
        out.println(JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(CanonicalJson.read(found.keyDocument())));
    }
}
