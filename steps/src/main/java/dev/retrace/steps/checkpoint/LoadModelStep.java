package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checks a model's folder and describes it by content. Reads headers and JSON only; the weights stay
 * where they are.
 */
public final class LoadModelStep implements Step<LoadModelStep.Parameters> {

    private static final String MODEL = "model";

    /**
     * Which model.
     *
     * @param source its folder
     */
    public record Parameters(
            @Param(doc = "hf:ORG/NAME@REVISION, or a folder with config.json, tokenizer.json and the weights.")
            Source source) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("load-model", 2, "Checks a model and describes it by content.", Parameters.class)
                .giving(new OutputSlot(MODEL, "json"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Source source = parameters.source();
        if (source.isFile()) {
            throw new StepException(source.location() + ": is a file, but a model is a folder that holds "
                    + Checkpoint.CONFIG + ", " + Checkpoint.TOKENIZER + " and its weights as *.safetensors."
                    + " Name that folder.");
        }
        Checkpoint checkpoint = Checkpoint.read(source.path());
        Checkpoint.requireFile(source.path(), Checkpoint.TOKENIZER);
        TokenizerVocabulary.check(
                source.resolve(Checkpoint.TOKENIZER), checkpoint.config().vocabulary());
        ModelFile.of(checkpoint, contents(source, checkpoint)).write(outputs.file(MODEL));
    }

    private static SortedMap<String, ModelFile.Content> contents(Source source, Checkpoint checkpoint)
            throws IOException {
        SortedMap<String, ModelFile.Content> contents = new TreeMap<>();
        for (String name : ModelFile.named(checkpoint)) {
            String sha256 = source.files().get(name);
            if (sha256 == null) {
                throw new StepException(source.location() + ": " + name
                        + " appeared after the run began. Leave the folder alone and run again.");
            }
            contents.put(name, new ModelFile.Content(sha256, Files.size(source.resolve(name))));
        }
        return contents;
    }
}
