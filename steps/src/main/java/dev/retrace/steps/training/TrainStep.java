package dev.retrace.steps.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.checkpoint.HuggingFaceConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.model.NextTokenLoss;
import dev.retrace.steps.tensor.TorchEngine;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Trains a small model from nothing, or on from where a cell before it stopped: with a matrix over {@code until} and
 * a chain, an interrupted training goes on after its last whole cell, and gives the same bits.
 */
public final class TrainStep implements Step<TrainStep.Parameters> {

    /** Of losses; after thousands of steps two machines' weights differ in more. */
    private static final Tolerance AFTER_MANY_STEPS = new Tolerance(1e-3, 1e-2);

    private static final int MOST_LENGTH = 1 << 14;
    private static final int MOST_ROWS = 1 << 14;
    private static final int MOST_STEPS = 1 << 22;

    /** What is trained, and how. */
    record Parameters(
            @Param(doc = "The kind of model: mamba, mamba2 or gpt-neox.")
            Design.Family family,

            @Param(doc = "Blocks.", defaultValue = "12") int layers,

            @Param(doc = "Width of the residual stream.", defaultValue = "128")
            int width,

            @Param(doc = "State size of a Mamba's channel.", defaultValue = "16")
            int state,

            @Param(doc = "Heads of attention, or of Mamba-2.", defaultValue = "4")
            int heads,

            @Param(doc = "Whether the embedding is the output matrix too.", defaultValue = "true")
            boolean tied,

            @Param(doc = "Steps of the whole training, by which the learning rate falls.", defaultValue = "1000")
            int steps,

            @Param(
                    doc = "The step to stop after, a multiple of every; 0 for the last. The checkpoint given goes on.",
                    defaultValue = "0")
            int until,

            @Param(doc = "Rows of a step.", defaultValue = "64")
            int batch,

            @Param(doc = "Tokens of a row that are predicted.", defaultValue = "128")
            int length,

            @Param(doc = "The greatest learning rate.", defaultValue = "0.002")
            double learningRate,

            @Param(doc = "Steps in which the learning rate rises to it.", defaultValue = "100")
            int warmUp,

            @Param(doc = "By which share of the learning rate matrices shrink in a step.", defaultValue = "0.1")
            double weightDecay,

            @Param(doc = "The greatest length of a step's slope; a longer one is shortened.", defaultValue = "1")
            double clip,

            @Param(doc = "Steps between two rows of the table of losses.", defaultValue = "50")
            int every,

            @Param(doc = "Rows that the validation loss is taken over.", defaultValue = "32")
            int validationRows,

            @Param(doc = "Of all draws: first weights, order of the texts.", defaultValue = "0")
            long seed) {

        Parameters {
            new Design(family, layers, width, state, heads, tied); // refuses what no model can be
            between("steps", steps, MOST_STEPS);
            between("batch", batch, MOST_ROWS);
            between("length", length, MOST_LENGTH);
            between("every", every, MOST_STEPS);
            between("validation-rows", validationRows, MOST_ROWS);
            if (until < 0 || until > steps || until % every != 0) {
                throw new IllegalArgumentException("until is a multiple of every, " + every + ", and at most steps, "
                        + steps + ", but is " + until);
            }
            new Training.Setting(new Schedule(learningRate, warmUp, steps), weightDecay, clip);
        }

        private static void between(String name, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(name + " is from 1 to " + most + ", but is " + value);
            }
        }

        Design design() {
            return new Design(family, layers, width, state, heads, tied);
        }

        Training.Setting setting() {
            return new Training.Setting(new Schedule(learningRate, warmUp, steps), weightDecay, clip);
        }

        int last() {
            return until == 0 ? steps : until;
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("train", 1, "Trains a small language model from nothing.", Parameters.class)
                .taking(
                        InputSlot.file("tokenizer", "A tokenizer, from train-tokenizer.")
                                .accepting("tokenizer"),
                        InputSlot.table("texts", "What to learn, from training-texts."),
                        InputSlot.file("checkpoint", "Where to go on, from an earlier train step.")
                                .accepting("checkpoint")
                                .optional())
                .giving(
                        new OutputSlot("checkpoint", "safetensors"),
                        new OutputSlot("losses", "csv"),
                        new OutputSlot("config", "json"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(AFTER_MANY_STEPS);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        if (!lane.precision().equals("float32")) {
            throw new StepException(
                    "models are trained in float32, not in " + lane.precision() + ": run with --precision float32");
        }
        try (Tokenizer tokenizer = Tokenizer.load(inputs.file("tokenizer").path());
                NDManager owner = TorchEngine.newManager(lane.device())) {
            ModelConfig config = parameters.design().config(tokenizer.size(), parameters.length());
            SortedMap<String, Shape> shapes = NextTokenLoss.shapes(config);
            TrainingState state = start(parameters, config, shapes, inputs.optional("checkpoint"));
            Training training = new Training(config, parameters.setting(), state, owner);
            TokenTexts texts = TokenTexts.of(inputs.table("texts"), tokenizer, parameters.seed());
            lane.log("%d weights, vocabulary %d, %d texts of %d tokens to learn, %d to validate"
                    .formatted(
                            shapes.values().stream().mapToLong(Shape::size).sum(),
                            tokenizer.size(),
                            texts.training().size(),
                            texts.tokens(),
                            texts.validation().size()));
            outputs.table("losses", train(parameters, training, texts, tokenizer.padId(), lane));
            training.state().write(outputs.file("checkpoint"), shapes);
            HuggingFaceConfig.write(outputs.file("config"), config, "float16"); // as write-model writes the weights
        }
    }

    private static TrainingState start(
            Parameters parameters, ModelConfig config, SortedMap<String, Shape> shapes, Optional<InputFile> given)
            throws IOException {
        if (given.isEmpty()) {
            return TrainingState.initial(shapes, new InitialWeights(config, parameters.seed()));
        }
        TrainingState state = TrainingState.read(given.get().path(), shapes);
        if (state.step() >= parameters.last() || state.step() % parameters.every() != 0) {
            throw new StepException("the checkpoint was written after step " + state.step() + ", but this training goes"
                    + " on to step " + parameters.last() + " and tells its losses every " + parameters.every()
                    + " steps: give the checkpoint of fewer steps");
        }
        return state;
    }

    private static Table train(Parameters parameters, Training training, TokenTexts texts, int separator, Lane lane) {
        int size = parameters.length() + 1;
        RowStream stream = new RowStream(texts.training(), size, separator);
        for (int step = 0; step < training.step(); step++) {
            stream.next(parameters.batch());
        }
        List<int[]> validation = texts.validation().isEmpty()
                ? List.of()
                : new RowStream(texts.validation(), size, separator).next(parameters.validationRows());
        Losses losses = new Losses(training, validation, (long) parameters.batch() * parameters.length());
        while (training.step() < parameters.last()) {
            lane.checkCancelled();
            losses.note(training.take(stream.next(parameters.batch())));
            if (training.step() % parameters.every() == 0 || training.step() == parameters.last()) {
                lane.log(losses.tell());
            }
            lane.progress(training.step(), parameters.last());
        }
        return losses.table();
    }
}
