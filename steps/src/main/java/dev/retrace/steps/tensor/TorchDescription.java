package dev.retrace.steps.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.LaneDescription;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;

/** Describes the tensor engine: PyTorch's version and its threads, on which the last bits depend. */
public final class TorchDescription implements LaneDescription {

    @Override
    public SortedMap<String, String> describe(String device) {
        SortedMap<String, String> facts = new TreeMap<>();
        try (NDManager started = TorchEngine.newManager(device)) {
            Engine engine = started.getEngine();
            facts.put("torch", engine.getVersion());
            facts.put("threads", String.valueOf(ForkJoinPool.getCommonPoolParallelism() + 1));
            facts.put("torch-threads", System.getProperty("ai.djl.pytorch.num_threads", "default"));
            requireSum(started, device);
        }
        return facts;
    }

    /** A device may be there and yet run nothing, such as a GPU that this build of torch has no kernels for. */
    private static void requireSum(NDManager owner, String device) {
        NDArray ones = owner.ones(new Shape(2, 2));
        float sum = ones.matMul(ones).sum().getFloat(); // four entries of 2
        if (sum != 8) {
            throw new IllegalStateException("torch computes wrongly on " + device + ": a sum of 8 comes out as " + sum);
        }
    }
}
