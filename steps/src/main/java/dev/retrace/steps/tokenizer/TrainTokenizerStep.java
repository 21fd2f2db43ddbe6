package dev.retrace.steps.tokenizer;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Learns a tokenizer from texts: byte-pair encoding over bytes, which loses no character of any text. */
public final class TrainTokenizerStep implements Step<TrainTokenizerStep.Parameters> {

    /** The separator and the 256 bytes. */
    private static final int LEAST = 257;

    private static final int MOST = 1 << 16;

    /** How many tokens. */
    record Parameters(
            @Param(
                    doc = "Tokens: <|endoftext|>, the 256 bytes, and merged pairs as far as there are any.",
                    defaultValue = "3072")
            int vocabulary,

            @Param(doc = "A pair is merged if it occurs at least so often.", defaultValue = "2")
            int often) {

        Parameters {
            if (vocabulary < LEAST || vocabulary > MOST) {
                throw new IllegalArgumentException(
                        "vocabulary is from " + LEAST + " to " + MOST + ", but is " + vocabulary);
            }
            if (often < 1) {
                throw new IllegalArgumentException("often is at least 1, but is " + often);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("train-tokenizer", 1, "Learns a byte-pair tokenizer from texts.", Parameters.class)
                .taking(InputSlot.table(
                        "texts", "Texts, from training-texts or load-texts; those to validate by are left" + " out."))
                .giving(new OutputSlot("tokenizer", "json"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<String> texts = texts(inputs.table("texts"));
        BytePairs.Learned learned = new BytePairs(texts).merge(parameters.vocabulary() - 1, parameters.often());
        lane.log("%d tokens, learned from %d texts".formatted(learned.tokens().size() + 1, texts.size()));
        TokenizerWriter.write(outputs.file("tokenizer"), learned);
    }

    private static List<String> texts(Table table) {
        List<String> texts = IntStream.range(0, table.size())
                .filter(row -> !table.has("split") || table.text(row, "split").equals("training"))
                .mapToObj(row -> table.text(row, "text"))
                .toList();
        if (texts.isEmpty()) {
            throw new StepException("there is no text to learn a tokenizer from among " + table.size() + " texts");
        }
        return texts;
    }
}
