package dev.retrace.engine.step;

import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a cell reads: for each input slot an ordered list of parts. */
public final class Inputs {

    /** Finds bytes by their SHA-256: in the content store, or where the user keeps them. */
    @FunctionalInterface
    public interface Content {

        /**
         * The file that holds the bytes with this SHA-256.
         *
         * @throws StepException if they are nowhere; says where they were and what to do
         */
        Path locate(String sha256) throws IOException;
    }

    private final Map<String, List<Part>> slots;
    private final Content content;

    public Inputs(Map<String, List<Part>> slots, Content content) {
        this.slots = Map.copyOf(slots);
        this.content = content;
    }

    /** The one artifact of a required input. */
    public InputFile file(String slot) {
        List<Part> parts = parts(slot);
        if (parts.size() != 1) {
            throw new IllegalArgumentException(
                    "the input '" + slot + "' takes one artifact, but was given " + parts.size());
        }
        return parts.get(0).file();
    }

    /** The one artifact of an optional input. */
    public Optional<InputFile> optional(String slot) {
        return slots.containsKey(slot) ? Optional.of(file(slot)) : Optional.empty();
    }

    /** All parts of an input, in matrix order, then shard order; empty where it was left out. */
    public List<Part> parts(String slot) {
        return slots.getOrDefault(slot, List.of());
    }

    /** All parts of a table as one, each part's coordinates prepended as columns. */
    public Table table(String slot) throws IOException {
        List<Table> tables = new ArrayList<>();
        for (Part part : parts(slot)) {
            tables.add(Table.read(part.file().path()).withLeading(part.coordinates()));
        }
        return Table.concat(tables);
    }

    /** The file that holds the bytes with this SHA-256, such as weights that lie outside the store. */
    public Path locate(String sha256) throws IOException {
        return content.locate(sha256);
    }
}
