package dev.retrace.engine.command;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One earlier run, with the records of its cells.
 *
 * @param workflow its name
 * @param folder where its reports lie
 * @param environment what it ran on
 * @param cells in the plan's order, those that have a record
 * @param without names of cells that have none, and why
 * @param content where the bytes of artifacts are
 */
public record PastRun(
        String id,
        String workflow,
        Path folder,
        SortedMap<String, String> environment,
        List<PastCell> cells,
        Map<String, String> without,
        Inputs.Content content) {

    private static final String PREFIX = "sha256:";

    public PastRun {
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        cells = List.copyOf(cells);
        without = Collections.unmodifiableMap(new LinkedHashMap<>(without));
    }

    /**
     * What a cell read, as its step saw it.
     *
     * @throws dev.retrace.engine.step.StepException if an artifact is gone
     */
    public Inputs inputs(PastCell cell) throws IOException {
        Map<String, List<Part>> slots = new LinkedHashMap<>();
        for (Map.Entry<String, List<PastCell.Source>> slot : cell.inputs().entrySet()) {
            List<Part> parts = new ArrayList<>();
            for (PastCell.Source source : slot.getValue()) {
                parts.add(new Part(source.coordinates(), file(source.digest())));
            }
            slots.put(slot.getKey(), parts);
        }
        return new Inputs(slots, content);
    }

    /**
     * The artifact of this digest.
     *
     * @throws dev.retrace.engine.step.StepException if it is gone
     */
    public InputFile file(String digest) throws IOException {
        String hex = digest.startsWith(PREFIX) ? digest.substring(PREFIX.length()) : digest;
        return new InputFile(content.locate(hex), hex);
    }
}
