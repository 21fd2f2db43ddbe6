package dev.retrace.engine.audit;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.audit.Sample.Candidate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the numeric cells of a run were computed on and in, as their key documents say.
 *
 * @param deviceClass of the first; {@code cpu} if there is none
 * @param precision of the first; empty if there is none
 * @param numeric the cells
 */
public record StoredNumerics(String deviceClass, String precision, List<Candidate> numeric) {

    public StoredNumerics {
        numeric = List.copyOf(numeric);
    }

    /** Of the cells whose records are there. */
    public static StoredNumerics of(Store store, List<Candidate> candidates) throws IOException {
        List<Candidate> numeric = new ArrayList<>();
        String device = "cpu";
        String precision = "";
        for (Candidate candidate : candidates) {
            Optional<ActionRecord> record = store.actions().find(candidate.key());
            if (record.isPresent()) {
                StoredCell cell = StoredCell.of(candidate.cell(), record.get());
                if (!cell.device().isEmpty()) {
                    device = numeric.isEmpty() ? cell.device() : device;
                    precision = numeric.isEmpty() ? cell.precision() : precision;
                    numeric.add(candidate);
                }
            }
        }
        return new StoredNumerics(device, precision, numeric);
    }

    /** {@code cpu, float32}. */
    public String told() {
        return precision.isEmpty() ? "no numeric cells" : deviceClass + ", " + precision;
    }
}
