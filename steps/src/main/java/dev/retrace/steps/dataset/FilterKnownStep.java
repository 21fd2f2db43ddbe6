package dev.retrace.steps.dataset;

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
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps facts that a model knows: those whose object begins with the token that it finds most
 * probable after the prompt.
 */
public final class FilterKnownStep implements Step<FilterKnownStep.Parameters> {

    /** How many facts to keep, and how the model is asked. */
    record Parameters(
            @Param(doc = "Facts to keep in all, spread evenly over the relations.", defaultValue = "400")
            int limit,

            @Param(doc = "Facts to keep of one relation at most; the paper's runs kept 150.", defaultValue = "150")
            int perRelation,

            @Param(doc = "Of the draw that ranks a relation's facts.", defaultValue = "0")
            long seed,

            @Param(
                    doc = "Text before every prompt in this step only; the authors' filter puts a line end there.",
                    defaultValue = "\n")
            String prefix) {

        Parameters {
            if (limit < 1 || perRelation < 1) {
                throw new IllegalArgumentException(
                        "limit and per-relation are at least 1, but are " + limit + " and " + perRelation);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("filter-known", 1, "Keeps the facts that a model knows.", Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("facts", "Facts, from load-facts."))
                .giving(new OutputSlot("known", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Fact> facts = Fact.readAll(inputs.table("facts"));
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        Tokenizer tokenizer = ModelTokenizer.load(inputs, "model", lane);
        KnownFacts.Quota quota = new KnownFacts.Quota(parameters.limit(), parameters.perRelation());
        NextTokens predictor = new NextTokens(model, tokenizer, parameters.prefix());
        KnownFacts choice = new KnownFacts(facts, parameters.seed(), quota, predictor, lane);

        List<KnownFacts.Known> known = choice.choose();
        choice.report().forEach(lane::log);
        if (known.isEmpty()) {
            throw new StepException("the model knows none of the " + choice.asked() + " facts: for no prompt does the"
                    + " object begin with the most probable next token. Likely causes: a tokenizer or a template that"
                    + " is not the model's, damaged weights, or a model that does not know such facts");
        }
        outputs.table("known", table(known));
    }

    private static Table table(List<KnownFacts.Known> known) {
        List<String> columns = new ArrayList<>(Fact.COLUMNS);
        columns.addAll(List.of("prediction", "p"));
        Table.Builder table = Table.of(columns);
        for (KnownFacts.Known each : known) {
            List<Object> row = new ArrayList<>(each.fact().row());
            row.add(each.prediction().text());
            row.add(each.prediction().probability());
            table.row(row.toArray());
        }
        return table.build();
    }
}
