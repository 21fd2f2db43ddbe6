package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.LanePlace;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.Checkpoint;
import dev.retrace.steps.checkpoint.Gpt2Config;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.checkpoint.ModelFile;
import dev.retrace.steps.tensor.MappedTensors;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.TorchEngine;
import dev.retrace.steps.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Loads the models that {@code load-model} describes, once per lane. */
public final class ModelLoader {

    private ModelLoader() {}

    /**
     * The model that an input describes.
     *
     * @param slot the input that holds {@code model.json}
     * @return the lane's; the caller does not close it
     * @throws StepException if its files are not there or were changed
     */
    public static LanguageModel load(Inputs inputs, String slot, Lane lane) throws IOException {
        InputFile described = inputs.file(slot);
        LanguageModel model = lane.shared(
                described.sha256(),
                LanguageModel.class,
                () -> ofCheckpoint(
                        locate(ModelFile.read(described.path()), inputs),
                        lane.device(),
                        lane.precision(),
                        lane.memory()));
        noteMemory(model, lane);
        return model;
    }

    /** Has the record of the lane's cell say where its memory did not suffice. */
    public static void noteMemory(LanguageModel model, Lane lane) {
        if (model instanceof ResidualModel ours) {
            ours.memory().ifPresent(share -> lane.note("memory", share));
            ours.tell(halved -> lane.note("batch", halved));
        }
    }

    /** The {@code tokenizer.json} of the model that an input describes. */
    public static Path tokenizer(Inputs inputs, String slot) throws IOException {
        ModelFile model = ModelFile.read(inputs.file(slot).path());
        ModelFile.Content tokenizer = model.files().get(Checkpoint.TOKENIZER);
        if (tokenizer == null) {
            throw new StepException("the model of input '" + slot + "' has no " + Checkpoint.TOKENIZER
                    + ". Give the output of load-model.");
        }
        return inputs.locate(tokenizer.sha256());
    }

    /**
     * Loads a folder as downloaded, without its tokenizer; for tests and benchmarks.
     *
     * @return the caller closes it
     */
    public static LanguageModel ofFolder(Path folder, String device) throws IOException {
        return ofFolder(folder, device, Precision.FLOAT32.toString());
    }

    /** The same in another precision, {@code tf32} or {@code float16}. */
    public static LanguageModel ofFolder(Path folder, String device, String precision) throws IOException {
        return ofCheckpoint(Checkpoint.read(folder), device, precision);
    }

    /**
     * Loads the weights of a checkpoint that was read.
     *
     * @return the caller closes it
     */
    public static LanguageModel ofCheckpoint(Checkpoint checkpoint, String device, String name) throws IOException {
        return ofCheckpoint(checkpoint, device, name, LanePlace.UNLIMITED);
    }

    private static LanguageModel ofCheckpoint(Checkpoint checkpoint, String device, String name, long limit)
            throws IOException {
        Precision precision = Precision.of(name);
        NDManager owner = TorchEngine.newManager(device);
        try {
            MemoryShare share = MemoryShare.of(
                    owner.getDevice(),
                    limit,
                    bytes(checkpoint.config(), checkpoint.tensors().keySet(), precision));
            Weights weights = new Weights(weights(checkpoint, owner), "", precision);
            return of(owner, checkpoint.config(), weights, share);
        } catch (IOException | RuntimeException failed) {
            owner.close();
            throw failed;
        }
    }

    /** What the weights take; of float16 only what is multiplied does, and the embedding is there as float32 too. */
    static long bytes(ModelConfig config, Collection<String> names, Precision precision) {
        long numbers = config.layout(names).due().values().stream()
                .mapToLong(shape -> shape.stream().reduce(1L, (x, y) -> x * y))
                .sum();
        return precision == Precision.FLOAT16
                ? numbers * Short.BYTES + (long) config.width() * config.vocabulary() * Float.BYTES
                : numbers * Float.BYTES;
    }

    private static Checkpoint locate(ModelFile model, Inputs inputs) throws IOException {
        Map<String, TensorFile> files = new HashMap<>();
        for (Map.Entry<String, ModelFile.Content> file : model.weights().entrySet()) {
            TensorFile found = TensorFile.read(inputs.locate(file.getValue().sha256()));
            model.requireSame(found, file.getKey());
            files.put(file.getKey(), found);
        }
        SortedMap<String, TensorFile> tensors = new TreeMap<>();
        for (Map.Entry<String, ModelFile.Tensor> tensor : model.tensors().entrySet()) {
            TensorFile file = files.get(tensor.getValue().file());
            if (file == null) {
                throw new StepException("model.json places tensor '" + tensor.getKey() + "' in '"
                        + tensor.getValue().file() + "', but names no such file. Give the output of load-model.");
            }
            tensors.put(tensor.getKey(), file);
        }
        model.config().layout(tensors.keySet()).check("model.json", Checkpoint.entries(tensors));
        return new Checkpoint(model.config(), tensors);
    }

    /**
     * A model of any family.
     *
     * @param owner holds the weights; closed with the model
     * @param share how it uses the device's memory
     */
    static ResidualModel of(NDManager owner, ModelConfig config, Weights weights, MemoryShare share) {
        return new ResidualModel(owner, family(owner, config, weights), weights.precision(), share);
    }

    /** What distinguishes a model from those of other families, made of its weights. */
    static Family family(NDManager owner, ModelConfig config, Weights weights) {
        return switch (config.family()) {
            case MAMBA1 -> new Mamba1(owner, (MambaConfig) config, weights);
            case MAMBA2 -> new Mamba2(owner, (Mamba2Config) config, weights);
            case GPT_NEOX -> new GptNeoX(owner, (GptNeoXConfig) config, weights);
            case GPT2 -> new Gpt2(owner, (Gpt2Config) config, weights);
        };
    }

    /** All tensors of a checkpoint by name, of the owner. */
    static Map<String, NDArray> weights(Checkpoint checkpoint, NDManager owner) throws IOException {
        Map<String, NDArray> weights = new HashMap<>();
        for (Map.Entry<String, TensorFile> tensor : checkpoint.tensors().entrySet()) {
            weights.put(tensor.getKey(), MappedTensors.read(owner, tensor.getValue(), tensor.getKey()));
        }
        return weights;
    }
}
