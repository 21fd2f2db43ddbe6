package dev.retrace.steps.training;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.ModelFile;
import dev.retrace.steps.weights.ElementType;
import dev.retrace.steps.weights.TensorFile;
import dev.retrace.steps.weights.TensorValues;
import dev.retrace.steps.weights.TensorWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a checkpoint the files of a Hugging Face folder, weights in float16, and a description that other steps take
 * in place of load-model's. {@code retrace show CELL --save FOLDER} writes the folder.
 */
public final class WriteModelStep implements Step<WriteModelStep.Parameters> {

    private static final String CONFIG = "config";
    private static final String WEIGHTS = "weights";
    private static final String TOKENIZER = "tokenizer";
    private static final String TOKENIZER_CONFIG = "tokenizer-config";
    private static final String MODEL = "model";

    /** Without it transformers take the tokenizer for GPT-NeoX's own, and add its padding as one token more. */
    private static final String ONE_SPECIAL_TOKEN = """
            {
              "tokenizer_class": "PreTrainedTokenizerFast",
              "bos_token": "<|endoftext|>",
              "eos_token": "<|endoftext|>",
              "pad_token": "<|endoftext|>",
              "unk_token": "<|endoftext|>",
              "clean_up_tokenization_spaces": false
            }
            """;

    private static final float GREATEST = 65504; // of float16

    /** There are none. */
    record Parameters() {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "write-model", 1, "Makes a trained checkpoint a model that others can load.", Parameters.class)
                .taking(
                        InputSlot.file("checkpoint", "The last checkpoint of a training.")
                                .accepting("checkpoint"),
                        InputSlot.file(CONFIG, "The same training's config.").accepting(CONFIG),
                        InputSlot.file(TOKENIZER, "The tokenizer that it was trained with.")
                                .accepting(TOKENIZER))
                .giving(
                        new OutputSlot(MODEL, "json"),
                        new OutputSlot(WEIGHTS, "safetensors", "model.safetensors"),
                        new OutputSlot(CONFIG, "json"),
                        new OutputSlot(TOKENIZER, "json"),
                        new OutputSlot(TOKENIZER_CONFIG, "json", "tokenizer_config.json"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Files.copy(inputs.file(CONFIG).path(), outputs.file(CONFIG));
        Files.copy(inputs.file(TOKENIZER).path(), outputs.file(TOKENIZER));
        Files.writeString(outputs.file(TOKENIZER_CONFIG), ONE_SPECIAL_TOKEN);
        TensorFile checkpoint = TensorFile.read(inputs.file("checkpoint").path());
        SortedMap<String, TensorWriter.Tensor> tensors = new TreeMap<>();
        for (Map.Entry<String, TensorFile.Entry> weight :
                TrainingState.weightsOf(checkpoint).entrySet()) {
            float[] values = TensorValues.read(checkpoint, TrainingState.WEIGHT + weight.getKey());
            requireFitting(weight.getKey(), values);
            tensors.put(
                    weight.getKey(),
                    new TensorWriter.Tensor(ElementType.F16, weight.getValue().shape(), values));
        }
        TensorWriter.writeWeights(outputs.file(WEIGHTS), tensors);
        Path folder = Objects.requireNonNull(outputs.file(WEIGHTS).getParent());
        ModelFile.describe(folder, outputs.file(MODEL));
        lane.log("trained for %d steps; %d bytes of weights"
                .formatted(TrainingState.step(checkpoint), Files.size(outputs.file(WEIGHTS))));
    }

    private static void requireFitting(String name, float[] values) {
        for (float value : values) {
            if (!(Math.abs(value) <= GREATEST)) {
                throw new StepException("the checkpoint's weight '" + name + "' has the number " + value
                        + ", which float16 cannot hold: train with a lower learning-rate");
            }
        }
    }
}
