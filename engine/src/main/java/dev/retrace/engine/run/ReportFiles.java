package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.ContentStore;
import dev.retrace.cache.RunHistory;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.step.OutputSlot;
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
final class ReportFiles {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._=,\\-]{0,199}");
    private static final int MOST_FILES = 10_000;
    private static final long MOST_BYTES = 1L << 30; // of an imported store, a zip may be anything

    private final RunHistory history;
    private final String run;
    private final ContentStore content;
    private final boolean only;

    /** @param only whether the run has no other report */
    ReportFiles(RunHistory history, String run, ContentStore content, boolean only) {
        this.history = history;
        this.run = run;
        this.content = content;
        this.only = only;
    }

    /** Copies all outputs of a report; gives the path of the report itself. */
    Path copy(Cell cell) throws IOException {
        ActionRecord record = Objects.requireNonNull(cell.record());
        List<OutputSlot> outputs = cell.descriptor().outputs();
        Path report = write(cell, outputs.get(0), record);
        for (OutputSlot beside : outputs.subList(1, outputs.size())) {
            if (beside.extension().equals("zip")) {
                unpack(only ? beside.name() : cell.name() + "-" + beside.name(), bytes(beside, record));
            } else {
                write(cell, beside, record);
            }
        }
        return report;
    }

    private Path write(Cell cell, OutputSlot output, ActionRecord record) throws IOException {
        return history.write(run, cell.name() + "." + output.extension(), bytes(output, record));
    }

    private byte[] bytes(OutputSlot output, ActionRecord record) throws IOException {
        Artifact artifact = Objects.requireNonNull(record.outputs().get(output.name()));
        return content.read(artifact);
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
