package dev.retrace.engine.torch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PyTorch that workers can load.
 *
 * @param folder of its libraries; null for those of the class path
 * @param version {@code 2.7.1}; empty if it cannot be told
 * @param flavor {@code cpu} or {@code cu128}; empty if it cannot be told
 * @param origin where it was found, for a person
 * @param bridge where DJL's bridge to it lies; empty if there is none that fits
 */
public record TorchLibraries(@Nullable Path folder, String version, String flavor, String origin, String bridge) {

    private static final Pattern MAJOR_MINOR = Pattern.compile("(\\d{1,3})\\.(\\d{1,2})");
    private static final List<String> NEEDED = List.of("libtorch_cuda.so", "libc10_cuda.so");

    /** What it lacks to compute on a GPU; nothing if it can. */
    public List<String> missingForCuda() {
        Path place = folder;
        if (place == null) {
            return List.of(origin);
        }
        List<String> missing = new ArrayList<>();
        NEEDED.stream()
                .filter(name -> !Files.isRegularFile(place.resolve(name)))
                .findFirst()
                .ifPresent(name ->
                        missing.add(place + " (" + origin + ") has no " + name + ": it is a PyTorch for the CPU"));
        if (version.isEmpty()) {
            missing.add(place + " does not say which version of PyTorch it is: set PYTORCH_VERSION, as 2.7.1");
        } else if (!flavor.startsWith("cu")) {
            missing.add(place + " does not say for which CUDA it is: set PYTORCH_FLAVOR, as cu128");
        } else if (bridge.isEmpty()) {
            missing.add(Bridge.refusal(place, version, flavor));
        }
        return missing;
    }

    /** Its version without the last number, as keys hold it: {@code 2.7}. */
    public String majorMinor() {
        String[] numbers = version.split("\\.", 3);
        return numbers.length < 2 ? version : numbers[0] + "." + numbers[1];
    }

    /**
     * Whether its allocator knows a limit by its environment, as it does from 2.10 on (pytorch/pytorch#161035); an
     * earlier one refuses to start with words that it does not know.
     */
    public boolean limitsMemory() {
        Matcher numbers = MAJOR_MINOR.matcher(majorMinor());
        return numbers.matches()
                && 100 * Integer.parseInt(numbers.group(1)) + Integer.parseInt(numbers.group(2)) >= 210;
    }

    /** The variables by which a worker finds it. */
    public SortedMap<String, String> environment() {
        SortedMap<String, String> variables = new TreeMap<>();
        if (folder != null) {
            variables.put(TorchSearch.PATH, folder.toString());
            Map.of(TorchSearch.VERSION, version, TorchSearch.FLAVOR, flavor).forEach((name, value) -> {
                if (!value.isEmpty()) {
                    variables.put(name, value);
                }
            });
        }
        return variables;
    }
}
