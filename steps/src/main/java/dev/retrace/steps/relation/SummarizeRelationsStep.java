package dev.retrace.steps.relation;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.table.Table;
import java.io.IOException;

/** Chooses layers, factors and ranks for the published figures of linear relations: bars and sweeps. */
public final class SummarizeRelationsStep implements Step<SummarizeRelationsStep.Parameters> {

    /** At what the bars are taken. */
    record Parameters(
            @Param(
                    doc = "The factor of W in the bars, one for all relations; of the published ones 5 fits best,"
                            + " the authors' notebook has 2.25.",
                    defaultValue = "5")
            double beta) {

        Parameters {
            if (!Double.isFinite(beta)) {
                throw new IllegalArgumentException("beta is a finite number, but is " + beta);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "summarize-relations",
                        2,
                        "Gives one bar per relation at its most causal layer, and the best of each layer.",
                        Parameters.class)
                .taking(
                        InputSlot.table("faithfulness", "Shares by layer and beta, from linear-relation.")
                                .accepting("faithfulness"),
                        InputSlot.table("causality", "Shares by layer and rank, from linear-relation.")
                                .accepting("causality"),
                        InputSlot.table("baselines", "What chance would get right, from linear-relation.")
                                .accepting("baselines"))
                .giving(new OutputSlot("bars", "csv"), new OutputSlot("sweeps", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Scores faithfulness = Scores.of(inputs.table("faithfulness"), RelationTables.BETA, RelationTables.FAITHFULNESS);
        Scores causality = Scores.of(inputs.table("causality"), RelationTables.RANK, RelationTables.CAUSALITY);
        Bars bars = new Bars(faithfulness, causality.best(), parameters.beta());
        outputs.table("bars", bars.table(inputs.table("baselines")));
        outputs.table("sweeps", sweeps(faithfulness, causality, layers(inputs.table("faithfulness"))));
    }

    private static String layers(Table shares) {
        return shares.size() == 0 ? "" : shares.text(0, RelationTables.LAYERS);
    }

    /** Of each trial and layer the best factor and the best rank. */
    private static Table sweeps(Scores faithfulness, Scores causality, String layers) {
        Table.Builder table = Table.of(
                RelationTables.RELATION,
                RelationTables.TRIAL,
                RelationTables.LAYER,
                "measure",
                "best",
                "value",
                "tested",
                RelationTables.LAYERS);
        faithfulness.best().forEach(score -> sweep(table, RelationTables.FAITHFULNESS, score, layers));
        causality.best().forEach(score -> sweep(table, RelationTables.CAUSALITY, score, layers));
        return table.build();
    }

    private static void sweep(Table.Builder table, String measure, Scores.Score score, String layers) {
        table.row(
                score.place().relation(),
                score.place().trial(),
                score.place().layer(),
                measure,
                score.at(),
                score.value(),
                score.tested(),
                layers);
    }
}
