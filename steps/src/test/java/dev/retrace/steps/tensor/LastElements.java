package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that holds all tensors of a file at once and tells each one's last element. */
final class LastElements {

    private LastElements() {}

    public static void main(String[] arguments) throws IOException {
        TensorFile file = TensorFile.read(Path.of(arguments[0]));
        List<String> told = new ArrayList<>();
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            for (String name : file.tensors().keySet()) {
                NDArray tensor = MappedTensors.read(manager, file, name);
                told.add(name + " " + tensor.getFloat(tensor.size() - 1));
            }
        }
        System.out.print(String.join(", ", told));
        System.out.flush();
        System.exit(0); // the engine's threads would go on
    }
}
