package dev.retrace.engine.cli;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.command.PastCell;
import dev.retrace.engine.command.PastRun;
import dev.retrace.engine.command.PastRuns;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** Earlier runs out of a store. */
public final class StoredRuns implements PastRuns {

    private static final Pattern LAST = Pattern.compile("last(?:~(\\d{1,4}))?");
    private static final Pattern ID = Pattern.compile("[0-9]{8}-[0-9a-f-]*");
    private static final int SHOWN = 5;

    @Override
    public PastRun find(String name, @Nullable Path store) throws IOException {
        Path path = Path.of(name);
        if (!LAST.matcher(name).matches() && Files.exists(path)) {
            Store around = StoreOption.of(store).openForReadingAround(path);
            return read(around, byPath(around, path));
        }
        Store opened = StoreOption.of(store).openForReading();
        return read(opened, byName(opened, name));
    }

    @Override
    public int retrace(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = Main.commandLine(arguments);
        line.setOut(out);
        line.setErr(err);
        return line.execute(arguments);
    }

    private static String byName(Store store, String name) throws IOException {
        List<String> ids = store.runs().ids();
        Matcher last = LAST.matcher(name);
        if (last.matches()) {
            List<String> told = new ArrayList<>(ids);
            told.removeIf(id -> !Files.exists(store.runs().folder(id).resolve("run.json")));
            int back = last.group(1) == null ? 0 : Integer.parseInt(last.group(1));
            if (back >= told.size()) {
                throw new StepException("there is no run '" + name + "': " + store.root() + " remembers "
                        + (told.isEmpty() ? "none" : "only " + told.size()) + "; `retrace runs` lists them");
            }
            return told.get(back);
        }
        List<String> found = ID.matcher(name).matches()
                ? ids.stream().filter(id -> id.startsWith(name)).toList()
                : List.of();
        if (found.size() != 1) {
            throw new StepException("there is " + (found.isEmpty() ? "no run or file '" : "more than one run '") + name
                    + "'" + known(found.isEmpty() ? ids : found) + "; `retrace runs` lists them");
        }
        return found.get(0);
    }

    private static String known(List<String> ids) {
        return ids.isEmpty() ? "" : ", but " + ids.stream().limit(SHOWN).collect(Collectors.joining(", "));
    }

    /** The run in whose folder the path lies, else the newest one that has a report of the same bytes. */
    private static String byPath(Store store, Path path) throws IOException {
        Path runs = store.root().resolve("runs");
        Path real = path.toAbsolutePath().normalize();
        if (real.startsWith(runs) && real.getNameCount() > runs.getNameCount()) {
            return byName(store, real.getName(runs.getNameCount()).toString());
        } else if (Files.isRegularFile(path)) {
            Digest bytes = Digest.ofFile(path);
            for (String id : store.runs().ids()) {
                if (holds(store.runs().folder(id), path, bytes)) {
                    return id;
                }
            }
        }
        throw new StepException(path + " is neither in the folder of a run of " + store.root()
                + " nor a copy of a report of one; `retrace import` brings the runs of others here, and --store DIR"
                + " names another store");
    }

    private static boolean holds(Path folder, Path copy, Digest bytes) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*.html")) {
            for (Path file : files) {
                if (Files.size(file) == Files.size(copy) && Digest.ofFile(file).equals(bytes)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static PastRun read(Store store, String id) throws IOException {
        RunRecord run = store.runs()
                .read(id)
                .orElseThrow(() -> new StepException(
                        "run " + id + " was killed before it could write down what it did; run the workflow again"));
        List<PastCell> cells = new ArrayList<>();
        Map<String, String> without = new LinkedHashMap<>();
        for (RunCell cell : run.cells()) {
            Optional<ActionRecord> record = record(store, cell);
            if (record.isPresent()) {
                cells.add(cell(cell, record.get()));
            } else {
                without.put(cell.cell(), why(cell));
            }
        }
        return new PastRun(
                id,
                run.workflow(),
                store.runs().folder(id),
                run.environment(),
                cells,
                without,
                sha256 -> locate(store, sha256));
    }

    private static Optional<ActionRecord> record(Store store, RunCell cell) throws IOException {
        String key = cell.key();
        boolean done = List.of("served", "computed", "adopted").contains(cell.state());
        return key == null || !done ? Optional.empty() : store.actions().find(Digest.parse(key));
    }

    private static String why(RunCell cell) {
        if (!cell.message().isEmpty()) {
            return cell.state() + ": " + cell.message();
        }
        return List.of("failed", "skipped").contains(cell.state())
                ? cell.state()
                : "its record is gone; run the workflow again to have it back";
    }

    private static PastCell cell(RunCell cell, ActionRecord record) {
        JsonNode document = CanonicalJson.read(record.keyDocument());
        Map<String, List<PastCell.Source>> inputs = new LinkedHashMap<>();
        document.path("inputs").properties().forEach(slot -> inputs.put(slot.getKey(), sources(slot.getValue())));
        SortedMap<String, String> outputs = new TreeMap<>();
        record.outputs()
                .forEach((name, artifact) -> outputs.put(name, artifact.digest().toString()));
        return new PastCell(
                cell.cell(),
                cell.stepId(),
                cell.step(),
                document.path("version").asInt(0),
                record.key().toString(),
                document.path("params"),
                inputs,
                outputs,
                document.path("numerics"));
    }

    private static List<PastCell.Source> sources(JsonNode slot) {
        if (slot.isString()) {
            return List.of(new PastCell.Source(Map.of(), slot.stringValue()));
        }
        List<PastCell.Source> sources = new ArrayList<>();
        for (JsonNode part : slot) {
            Map<String, String> coordinates = new LinkedHashMap<>();
            for (JsonNode each : part.path("coordinates")) {
                String text = each.asString("");
                int equals = text.indexOf('=');
                coordinates.put(text.substring(0, Math.max(0, equals)), text.substring(equals + 1));
            }
            sources.add(new PastCell.Source(coordinates, part.path("digest").asString("")));
        }
        return sources;
    }

    private static Path locate(Store store, String sha256) throws IOException {
        Path file = store.lend(new Digest(sha256));
        if (!Files.exists(file)) {
            throw new StepException("the artifact sha256:" + sha256 + " is no longer in " + store.root()
                    + "; run the workflow again to have it back");
        }
        return file;
    }
}
