package dev.retrace.engine.estimate;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Store;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.Explanation.Earlier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Earlier cells of one step, as far as they tell what the next ones will take.
 *
 * @param millis how long each took
 * @param bytes of outputs of each
 * @param otherDevice whether none ran on the device class of the cells to come
 */
record PastCells(List<Long> millis, List<Long> bytes, boolean otherDevice) {

    /** Enough for a median; each costs the reading of a small file. */
    private static final int MOST_READ = 48;

    private record Read(JsonNode document, ActionRecord record) {}

    PastCells {
        millis = List.copyOf(millis);
        bytes = List.copyOf(bytes);
    }

    /**
     * Those most like the cells to come: of the same params and device class, else of the same device
     * class, else all.
     *
     * @param earlier keys of the step, newest first
     * @param cells that are to run; empty where they are not known yet
     */
    static PastCells like(List<Cell> cells, List<Earlier> earlier, Store store) throws IOException {
        List<Read> all = read(earlier, store);
        Set<String> devices = new HashSet<>();
        Set<String> params = new HashSet<>();
        for (Cell cell : cells.subList(0, Math.min(MOST_READ, cells.size()))) {
            JsonNode document = CanonicalJson.read(cell.document().text());
            devices.add(device(document));
            params.add(params(document));
        }
        List<Read> here = all.stream()
                .filter(past -> devices.isEmpty() || devices.contains(device(past.document())))
                .toList();
        List<Read> alike = here.stream()
                .filter(past -> params.contains(params(past.document())))
                .toList();
        List<Read> best = alike.isEmpty() ? here.isEmpty() ? all : here : alike;
        return new PastCells(
                best.stream().map(past -> past.record().millis()).toList(),
                best.stream().map(PastCells::size).toList(),
                here.isEmpty() && !all.isEmpty());
    }

    private static List<Read> read(List<Earlier> earlier, Store store) throws IOException {
        List<Read> all = new ArrayList<>();
        int stride = Math.max(1, earlier.size() / MOST_READ); // a sweep's cells may differ along its axes
        for (int i = 0; i < earlier.size(); i += stride) {
            store.actions()
                    .read(earlier.get(i).key())
                    .ifPresent(record -> all.add(new Read(CanonicalJson.read(record.keyDocument()), record)));
        }
        return all;
    }

    private static long size(Read past) {
        return past.record().outputs().values().stream()
                .mapToLong(Artifact::size)
                .sum();
    }

    private static String device(JsonNode document) {
        return document.path("numerics").path("device").asString("");
    }

    private static String params(JsonNode document) {
        return document.path("params").toString();
    }
}
