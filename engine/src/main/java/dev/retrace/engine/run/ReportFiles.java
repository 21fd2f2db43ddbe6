package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.ContentStore;
import dev.retrace.cache.RunHistory;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Copies of a report's outputs in a run's folder: the first is the report itself, {@code report.html};
 * others lie beside it under its name, and what is a zip is a folder of the output's name.
 *
 * <p>Copies, not links: a person may edit them, and the store's bytes must not change with it.
 */
public final class ReportFiles {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._=,\\-]{0,199}");
    private static final int MOST_FILES = 10_000;
    private static final long MOST_BYTES = 1L << 30; // of an imported store, a zip may be anything

    /**
     * A report that is done.
     *
     * @param cell its name
     * @param outputs the page first
     */
    public record Report(String cell, List<Output> outputs) {

        public Report {
            outputs = List.copyOf(outputs);
        }

        /** All reports of a run that succeeded. */
        public static List<Report> of(CellGraph graph) {
            return graph.groups().stream()
                    .filter(group -> group.node().step().descriptor().reportsLineage() && group.succeeded())
                    .flatMap(group -> group.cells().stream())
                    .map(Report::of)
                    .toList();
        }

        private static Report of(Cell cell) {
            ActionRecord record = Objects.requireNonNull(cell.record());
            return new Report(
                    cell.name(),
                    cell.descriptor().outputs().stream()
                            .map(slot -> new Output(slot.name(), slot.extension(), record.output(slot.name())))
                            .toList());
        }
    }

    /** One output of a report: its name, what ends the name of its file, and its bytes. */
    public record Output(String name, String extension, Artifact artifact) {}

    private final RunHistory history;
    private final String run;
    private final ContentStore content;
    private final boolean only;

    /** @param only whether the run has no other report */
    public ReportFiles(RunHistory history, String run, ContentStore content, boolean only) {
        this.history = history;
        this.run = run;
        this.content = content;
        this.only = only;
    }

    /** Copies all outputs of a report; gives the path of the report itself. */
    public Path copy(Report report) throws IOException {
        Path page = write(report.cell(), report.outputs().get(0));
        for (Output beside : report.outputs().subList(1, report.outputs().size())) {
            if (beside.extension().equals("zip")) {
                unpack(only ? beside.name() : report.cell() + "-" + beside.name(), content.read(beside.artifact()));
            } else {
                write(report.cell(), beside);
            }
        }
        return page;
    }

    private Path write(String cell, Output output) throws IOException {
        return history.write(run, cell + "." + output.extension(), content.read(output.artifact()));
    }

    private void unpack(String name, byte[] zip) throws IOException {
        Path folder = Files.createDirectories(history.folder(run).resolve(name));
        long size = 0;
        int files = 0;
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                byte[] bytes = entries.readNBytes((int) (MOST_BYTES - size));
                size += bytes.length;
                files++;
                if (!PLAIN.matcher(entry.getName()).matches() || files > MOST_FILES || size >= MOST_BYTES) {
                    throw new IOException(
                            "the report's output " + name + " is no zip of plain files: " + entry.getName());
                }
                Files.write(folder.resolve(entry.getName()), bytes);
            }
        }
    }
}
