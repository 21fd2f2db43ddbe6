package dev.retrace.engine.device;

import dev.retrace.engine.torch.TorchLibraries;
import dev.retrace.engine.torch.TorchSearch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Makes devices of names: refuses what is not here before any work starts, and says what would be possible. */
public final class DeviceChoice {

    private static final String REMEDY = "`retrace doctor` says what is missing; --device cpu does without";

    private final Gpus gpus;
    private final TorchSearch torch;
    private final OptionalLong memory;

    /** @param memory bytes that each lane may take of its GPU, if somebody says so */
    public DeviceChoice(Gpus gpus, TorchSearch torch, OptionalLong memory) {
        this.gpus = gpus;
        this.torch = torch;
        this.memory = memory;
    }

    /** One in which lanes share a GPU's memory. */
    public DeviceChoice(Gpus gpus, TorchSearch torch) {
        this(gpus, torch, OptionalLong.empty());
    }

    /** The choice that this process's environment leaves, with lanes that share a GPU's memory. */
    public static DeviceChoice here() {
        return here(OptionalLong.empty());
    }

    /** The same with so many bytes for each lane, if somebody says so. */
    public static DeviceChoice here(OptionalLong memory) {
        return new DeviceChoice(GpuReader.read(System.getenv()), new TorchSearch(System.getenv()), memory);
    }

    /**
     * The devices of these names.
     *
     * @throws IllegalArgumentException if one is not here, they are of several classes, or torch cannot use them
     */
    public Devices of(DeviceNames names) {
        if (names.auto()) {
            throw new IllegalArgumentException("auto is no device; there are several possible ones");
        } else if (names.cpu()) {
            return Devices.cpu(names.names().size(), torch.forCpu());
        } else if (gpus.usable().isEmpty()) {
            throw new IllegalArgumentException("no GPU is to be seen on this machine"
                    + (gpus.mistakes().isEmpty() ? "" : ": " + String.join("; ", gpus.mistakes())) + ". " + REMEDY);
        }
        List<Gpu> wanted = new ArrayList<>();
        for (String name : names.names()) {
            wanted.add(gpus.named(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "there is no " + name + " on this machine, only " + gpus.listed())));
        }
        requireOneClass(wanted);
        TorchLibraries libraries = torch.forCuda();
        List<String> missing = libraries.missingForCuda();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("torch cannot use a GPU here: " + String.join("; ", missing) + ". "
                    + REMEDY + ", `retrace doctor --install-cuda` gets PyTorch's CUDA libraries");
        }
        return Devices.gpus(wanted, libraries, memory);
    }

    private static void requireOneClass(List<Gpu> wanted) {
        Map<String, Gpu> classes = new TreeMap<>();
        wanted.forEach(gpu -> classes.putIfAbsent(gpu.deviceClass(), gpu));
        if (classes.size() > 1) {
            List<String> told = new ArrayList<>();
            classes.forEach((name, gpu) -> told.add(gpu.device() + " is a " + gpu.name() + " (" + name + ")"));
            throw new IllegalArgumentException("these GPUs are of different classes: " + String.join(", ", told)
                    + ". The results of one run come from one class, which their keys name; name GPUs of one class");
        }
    }

    /** What {@code auto} may take, best first, one lane each: a GPU of each class where torch can use it, the CPU. */
    public List<Devices> candidates() {
        List<Devices> candidates = new ArrayList<>();
        if (!gpus.usable().isEmpty()) {
            TorchLibraries libraries = torch.forCuda();
            if (libraries.missingForCuda().isEmpty()) {
                best().values().forEach(gpu -> candidates.add(Devices.gpus(List.of(gpu), libraries, memory)));
            }
        }
        candidates.add(Devices.cpu(1, torch.forCpu()));
        return candidates;
    }

    /** The first GPU of each class, the newest class first. */
    private Map<String, Gpu> best() {
        Map<String, Gpu> best = new LinkedHashMap<>();
        gpus.usable().stream()
                .sorted(Comparator.comparingInt(Gpu::generation).reversed())
                .forEach(gpu -> best.putIfAbsent(gpu.deviceClass(), gpu));
        return best;
    }

    /** What to say of the choice that {@code auto} made; empty where there was none to make. */
    public String told(Devices chosen, boolean servesAll) {
        if (gpus.usable().isEmpty()) {
            return gpus.mistakes().isEmpty()
                    ? ""
                    : "device: cpu, for no GPU can be used: " + String.join("; ", gpus.mistakes());
        } else if (chosen.cuda()) {
            int others = gpus.usable().size() - 1;
            return "device: " + chosen.named() + ", " + chosen.lanes().get(0).about()
                    + (servesAll ? ", whose results are all in the store" : "")
                    + (others == 0
                            ? ""
                            : "; " + others + (others == 1 ? " more GPU is" : " more GPUs are")
                                    + " here: --device can name several");
        }
        return servesAll
                ? "device: cpu, whose results are all in the store; --device cuda:0 computes on the GPU"
                : "device: cpu, though a GPU is here (" + gpus.usable().get(0).name()
                        + "): torch cannot use it; see `retrace doctor`";
    }
}
