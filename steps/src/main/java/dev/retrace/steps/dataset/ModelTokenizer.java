package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;

/** The tokenizer that came with a model, loaded once a lane. */
public final class ModelTokenizer {

    private ModelTokenizer() {}

    /**
     * The tokenizer of a model from {@code load-model}; loads no weights and no torch.
     *
     * @param slot the input that holds the model
     * @return the lane's; the caller does not close it
     */
    public static Tokenizer load(Inputs inputs, String slot, Lane lane) throws IOException {
        return lane.shared(
                inputs.file(slot).sha256(), Tokenizer.class, () -> Tokenizer.load(ModelLoader.tokenizer(inputs, slot)));
    }
}
