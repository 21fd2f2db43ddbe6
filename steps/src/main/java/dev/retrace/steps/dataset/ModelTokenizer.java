package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Arrays;

/** The tokenizer that came with a model, loaded once a lane, and what it makes for that model. */
public final class ModelTokenizer {

    private static final String REMEDY = "use the tokenizer.json of the model's own checkpoint";

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

    /**
     * The tokens of a text, as a model knows them.
     *
     * @throws StepException if the tokenizer makes one that the model has not: it is another model's
     */
    public static int[] ids(String text, Tokenizer tokenizer, Architecture model) {
        int[] ids = tokenizer.encode(text).ids();
        int highest = Arrays.stream(ids).max().orElse(-1);
        if (highest >= model.vocabulary()) {
            throw new StepException("the tokenizer makes token " + highest + " of '" + Template.shortened(text)
                    + "', but the model's vocabulary has " + model.vocabulary() + " tokens; " + REMEDY);
        }
        return ids;
    }

    /**
     * Refuses a tokenizer that may make tokens which the model has not.
     *
     * @throws StepException if it has more tokens than the model
     */
    public static void requireFits(Tokenizer tokenizer, Architecture model) {
        if (tokenizer.size() > model.vocabulary()) {
            throw new StepException("the tokenizer has " + tokenizer.size() + " tokens, but the model's vocabulary has "
                    + model.vocabulary() + "; " + REMEDY);
        }
    }
}
