package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.TreeSet;

/** Draws texts from a corpus into a table, one row a text, which can be cut into shards. */
public final class LoadTextsStep implements Step<LoadTextsStep.Parameters> {

    /** Which texts. */
    record Parameters(
            @Param(
                    doc = "File or folder of texts: JSON with text, SQuAD's context, or paragraphs of plain text. The"
                            + " paper's covariances are of English Wikipedia, 20220301.")
            Source corpus,

            @Param(
                    doc = "Texts to draw, or all if there are fewer; the paper's covariances have 100000.",
                    defaultValue = "100000")
            int limit,

            @Param(doc = "Of the draw.", defaultValue = "1") long seed) {

        Parameters {
            if (limit < 1) {
                throw new IllegalArgumentException("limit is at least 1, but is " + limit);
            }
        }
    }

    private record Drawn(long draw, String id, String text) {

        static final Comparator<Drawn> ORDER =
                Comparator.comparingLong(Drawn::draw).thenComparing(Drawn::id);
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("load-texts", 1, "Draws texts from a corpus.", Parameters.class)
                .giving(new OutputSlot("texts", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        TreeSet<Drawn> least = new TreeSet<>(Drawn.ORDER); // a text that comes again is the same element
        int[] read = {0};
        new Corpus(parameters.corpus()).read(text -> {
            lane.checkCancelled();
            read[0]++;
            String id = HexFormat.of().formatHex(Sha256.of(text), 0, 8);
            least.add(new Drawn(Draw.of(parameters.seed(), "text", id), id, text));
            if (least.size() > parameters.limit()) {
                least.pollLast();
            }
            return true;
        });
        if (least.isEmpty()) {
            throw new StepException(parameters.corpus().location() + ": holds no text");
        }
        lane.log(least.size() + " of " + read[0] + " texts");
        Table.Builder table = Table.of("text_id", "text");
        least.forEach(drawn -> table.row(drawn.id(), drawn.text()));
        outputs.table("texts", table.build());
    }
}
