package dev.retrace.engine.device;

import dev.retrace.engine.torch.TorchLibraries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    /** How many threads of Java a GPU's lane takes: one prepares a batch while the GPU works on another's. */
    private static final int GPU_THREADS = 2;

    /**
     * One worker's device.
     *
     * @param device {@code cpu} or {@code cuda:0}
     * @param name {@code cuda:0}, and of a second lane on it {@code cuda:0 (2)}
     * @param about the GPU's model, class, memory and driver; empty for the CPU
     */
    public record Lane(String device, String name, String about) {}

    public Devices {
        lanes = List.copyOf(lanes);
        if (lanes.isEmpty()) {
            throw new IllegalArgumentException("a run needs a device for its workers");
        }
    }

    /** So many lanes on the CPU. */
    static Devices cpu(int lanes, TorchLibraries torch) {
        return new Devices(CPU, named(Collections.nCopies(lanes, new Lane(CPU, CPU, ""))), torch);
    }

    /** Lanes on GPUs of one class; the same GPU may be there more than once. */
    static Devices gpus(List<Gpu> gpus, TorchLibraries torch) {
        List<Lane> lanes = gpus.stream()
                .map(gpu -> new Lane(gpu.device(), gpu.device(), gpu.described()))
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
            named.add(new Lane(lane.device(), name, lane.about()));
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
