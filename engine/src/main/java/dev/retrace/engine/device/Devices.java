package dev.retrace.engine.device;

import dev.retrace.engine.step.LanePlace;
import dev.retrace.engine.torch.TorchLibraries;
import dev.retrace.engine.yaml.Quantities;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The devices of one run.
 *
 * @param deviceClass of all of them: {@code cpu} or {@code cuda-sm_90}
 * @param lanes one for each worker; a device may have several
 * @param torch that the workers load
 */
public record Devices(String deviceClass, List<Lane> lanes, TorchLibraries torch) {

    /** What {@link #deviceClass} is without a GPU. */
    public static final String CPU = "cpu";

    /** The part of a GPU's memory that is for lanes; the rest is for the driver, for torch's own and for a screen. */
    private static final double USABLE = 0.9;

    /** How many threads of Java a GPU's lane takes: one prepares a batch while the GPU works on another's. */
    private static final int GPU_THREADS = 2;

    /**
     * One worker's device.
     *
     * @param device {@code cpu} or {@code cuda:0}
     * @param name {@code cuda:0}, and of a second lane on it {@code cuda:0 (2)}
     * @param about the GPU's model, class, memory and driver; empty for the CPU
     * @param memory bytes that the worker may take of the GPU; {@link LanePlace#UNLIMITED} on the CPU
     * @param share the same as a part of the GPU's memory
     */
    public record Lane(String device, String name, String about, long memory, double share) {

        private static Lane onCpu() {
            return new Lane(CPU, CPU, "", LanePlace.UNLIMITED, 1);
        }

        private static Lane on(Gpu gpu, long memory) {
            return new Lane(gpu.device(), gpu.device(), gpu.described(), memory, (double) memory / gpu.memory());
        }

        private Lane called(String other) {
            return new Lane(device, other, about, memory, share);
        }
    }

    public Devices {
        lanes = List.copyOf(lanes);
        if (lanes.isEmpty()) {
            throw new IllegalArgumentException("a run needs a device for its workers");
        }
    }

    /** So many lanes on the CPU. */
    static Devices cpu(int lanes, TorchLibraries torch) {
        return new Devices(CPU, named(Collections.nCopies(lanes, Lane.onCpu())), torch);
    }

    /**
     * Lanes on GPUs of one class; the same GPU may be there more than once, and then they share its memory.
     *
     * @param memory bytes for each lane; nothing for its share of nine tenths
     * @throws IllegalArgumentException if that is more than there is
     */
    static Devices gpus(List<Gpu> gpus, TorchLibraries torch, OptionalLong memory) {
        List<Lane> lanes = gpus.stream()
                .map(gpu -> {
                    int together = Collections.frequency(gpus, gpu);
                    long fair = (long) (USABLE * gpu.memory()) / together;
                    long asked = memory.orElse(Math.max(1, fair));
                    if (memory.isPresent() && asked > gpu.memory() / together) {
                        throw new IllegalArgumentException("%s of memory for each lane is more than %s has for %d: %s"
                                .formatted(
                                        Quantities.shownMemory(asked),
                                        gpu.device(),
                                        together,
                                        Quantities.shownMemory(gpu.memory())));
                    }
                    return Lane.on(gpu, asked);
                })
                .toList();
        return new Devices(gpus.get(0).deviceClass(), named(lanes), torch);
    }

    private static List<Lane> named(List<Lane> lanes) {
        List<Lane> named = new ArrayList<>();
        for (Lane lane : lanes) {
            long before = named.stream()
                    .filter(other -> other.device().equals(lane.device()))
                    .count();
            String name = before == 0 ? lane.device() : lane.device() + " (" + (before + 1) + ")";
            named.add(lane.called(name));
        }
        return named;
    }

    /** Whether they are GPUs. */
    public boolean cuda() {
        return !deviceClass.equals(CPU);
    }

    /**
     * The threads of one worker: lanes on the CPU share the cores, those on a GPU need few.
     *
     * @param cores that the workers may use together
     */
    public int threads(int cores) {
        return cuda() ? Math.min(GPU_THREADS, cores) : Math.max(1, cores / lanes.size());
    }

    /** {@code cuda:0, cuda:1}. */
    public String named() {
        return lanes.stream().map(Lane::name).collect(Collectors.joining(", "));
    }
}
