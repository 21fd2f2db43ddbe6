package dev.retrace.engine.device;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The GPUs of this machine.
 *
 * @param usable those that workers see, in torch's order
 * @param mistakes why there may be more; for a person
 */
public record Gpus(List<Gpu> usable, List<String> mistakes) {

    static final Gpus NONE = new Gpus(List.of(), List.of());

    public Gpus {
        usable = List.copyOf(usable);
        mistakes = List.copyOf(mistakes);
    }

    static Gpus unknown(String mistake) {
        return new Gpus(List.of(), List.of(mistake));
    }

    /** The GPU of a name such as {@code cuda:0}. */
    public Optional<Gpu> named(String device) {
        return usable.stream().filter(gpu -> gpu.device().equals(device)).findFirst();
    }

    /** {@code cuda:0 NVIDIA H200 (…), cuda:1 …}. */
    String listed() {
        return usable.stream().map(gpu -> gpu.device() + " " + gpu.described()).collect(Collectors.joining(", "));
    }
}
