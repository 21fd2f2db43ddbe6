package dev.retrace.steps.training;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes a trained model's card: what it is, what it knows, and by which workflow and keys it was made. */
public final class ModelCardStep implements Step<ModelCardStep.Parameters> {

    /** What no input says. */
    record Parameters(
            @Param(doc = "What the model is called.") String title,

            @Param(doc = "What it is for, in sentences.") String about) {

        Parameters {
            if (title.isBlank() || about.isBlank()) {
                throw new IllegalArgumentException("title and about must not be empty");
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("model-card", 1, "Writes the card of a trained model.", Parameters.class)
                .taking(
                        InputSlot.file("model", "The model, from write-model.").accepting("model"),
                        InputSlot.table("losses", "The training's losses, from train."),
                        InputSlot.table("answers", "What the model answers, from accuracy.")
                                .optional())
                .giving(new OutputSlot("card", "md", "README.md"))
                .withLineage();
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        if (inputs.parts("model").isEmpty() || inputs.parts("losses").isEmpty()) {
            throw new StepException("a card needs its model and the training's losses, which could not be computed");
        }
        JsonNode model = json(inputs.file("model").path(), "model");
        JsonNode lineage = json(inputs.file("lineage").path(), "lineage");
        ModelCard card = new ModelCard(parameters.title(), parameters.about(), model, lineage);
        StringBuilder text = new StringBuilder(card.beginning());
        if (!inputs.parts("answers").isEmpty()) {
            text.append(card.knowledge(inputs.table("answers")));
        }
        text.append(card.training(inputs.table("losses"))).append(card.origin());
        Files.write(outputs.file("card"), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(Path file, String slot) throws IOException {
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (JacksonException broken) {
            throw new StepException("the input '" + slot + "' is not JSON: " + broken.getOriginalMessage(), broken);
        }
    }
}
