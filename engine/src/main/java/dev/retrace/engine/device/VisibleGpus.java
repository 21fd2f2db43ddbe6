package dev.retrace.engine.device;

import dev.retrace.engine.yaml.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which GPUs {@code CUDA_VISIBLE_DEVICES} leaves, in its order: torch counts these from 0. As the driver
 * reads it, the list ends before the first entry that names nothing, and naming one twice leaves none.
 */
final class VisibleGpus {

    private static final String VARIABLE = "CUDA_VISIBLE_DEVICES=";

    private VisibleGpus() {}

    /**
     * The GPUs that are left.
     *
     * @param all in the order of the bus
     * @param visible the variable's value, or null where it is not set
     */
    static Gpus of(List<Gpu> all, @Nullable String visible) {
        List<Gpu> left = new ArrayList<>();
        if (visible == null) {
            all.forEach(gpu -> left.add(gpu.numbered(left.size())));
            return new Gpus(left, List.of());
        }
        List<String> mistakes = new ArrayList<>();
        for (String entry : visible.split(",", -1)) {
            Optional<Gpu> gpu = find(all, entry.strip());
            if (gpu.isEmpty()) {
                mistake(entry.strip(), visible, all.size()).ifPresent(mistakes::add);
                break;
            } else if (left.stream()
                    .anyMatch(other -> other.uuid().equals(gpu.get().uuid()))) {
                return Gpus.unknown(VARIABLE + Words.printable(visible)
                        + " names one GPU twice, which leaves none; name each once");
            }
            left.add(gpu.get().numbered(left.size()));
        }
        if (left.isEmpty() && mistakes.isEmpty() && !all.isEmpty()) {
            mistakes.add(VARIABLE + Words.printable(visible) + " hides the " + all.size()
                    + (all.size() == 1 ? " GPU" : " GPUs") + " of this machine; unset it to use them");
        }
        return new Gpus(left, mistakes);
    }

    private static Optional<Gpu> find(List<Gpu> all, String entry) {
        if (entry.matches("\\d{1,4}")) {
            int index = Integer.parseInt(entry);
            return index < all.size() ? Optional.of(all.get(index)) : Optional.empty();
        }
        List<Gpu> named = all.stream()
                .filter(gpu -> entry.startsWith("GPU-") && gpu.uuid().startsWith(entry))
                .toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    private static Optional<String> mistake(String entry, String visible, int all) {
        if (entry.isEmpty() || entry.equals("-1") || entry.equals("NoDevFiles")) {
            return Optional.empty(); // the ways to say: from here on none
        }
        String what = entry.startsWith("MIG-")
                ? " is a slice of a GPU; Retrace computes on whole ones"
                : " is none of the " + all + " GPUs here, by number or id";
        return Optional.of(VARIABLE + Words.printable(visible) + ": " + Words.quoted(entry) + what
                + "; it and what follows is left out");
    }
}
