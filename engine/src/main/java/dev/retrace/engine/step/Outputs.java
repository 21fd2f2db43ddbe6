package dev.retrace.engine.step;

import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where a cell writes: one file per output slot, published by the engine when the step returns. */
public final class Outputs {

    private final Path folder;
    private final List<OutputSlot> slots;

    public Outputs(Path folder, List<OutputSlot> slots) {
        this.folder = folder;
        this.slots = List.copyOf(slots);
    }

    /** The file that the step is to write for this output. */
    public Path file(String slot) {
        OutputSlot named = slots.stream()
                .filter(output -> output.name().equals(slot))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the step declares no output '" + slot + "'"));
        return folder.resolve(named.fileName());
    }

    /** Writes a table as this output. */
    public void table(String slot, Table table) throws IOException {
        table.write(file(slot));
    }
}
