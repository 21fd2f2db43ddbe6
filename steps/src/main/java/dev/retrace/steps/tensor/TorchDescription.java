package dev.retrace.steps.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
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
        }
        return facts;
    }
}
