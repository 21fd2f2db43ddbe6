package dev.retrace.steps.relation;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One bar per relation: its faithfulness at one β, at the layer whose causality is best in the mean over
 * trials; beside it what chance would get right. Source: Sen Sharma et al. (arXiv 2404.03646), figure 7, as
 * in the authors' code.
 *
 * @param best causality of each trial and layer, at its best rank
 */
record Bars(Scores faithfulness, List<Scores.Score> best, double beta) {

    private static final String LINEAR = "linear";
    private static final String RANDOM = "random";

    Bars {
        best = List.copyOf(best);
    }

    /** A relation's trials at its chosen layer. */
    private record Bar(String relation, double baseline, List<Scores.Score> trials) {

        double mean() {
            return Scores.mean(trials.stream().map(Scores.Score::value).toList());
        }
    }

    /**
     * The highest bar first; relations without a trial come last.
     *
     * @param baselines of all relations
     * @throws StepException if nothing was measured at this β
     */
    Table table(Table baselines) {
        List<Bar> bars = new ArrayList<>();
        Set<String> relations = new LinkedHashSet<>();
        for (int row = 0; row < baselines.size(); row++) {
            String relation = baselines.text(row, RelationTables.RELATION);
            if (relations.add(relation)) { // cells of several trials tell it again
                bars.add(new Bar(relation, baselines.number(row, RelationTables.BASELINE), trials(relation)));
            }
        }
        bars.sort(Comparator.comparingDouble((Bar bar) -> bar.trials().isEmpty() ? 1 : -bar.mean()));
        Table.Builder table = Table.of(
                RelationTables.RELATION,
                "predictor",
                RelationTables.TRIAL,
                RelationTables.LAYER,
                RelationTables.BETA,
                RelationTables.FAITHFULNESS);
        for (Bar bar : bars) {
            for (Scores.Score trial : bar.trials()) {
                Scores.Place place = trial.place();
                table.row(bar.relation(), LINEAR, place.trial(), place.layer(), trial.at(), trial.value());
                table.row(bar.relation(), RANDOM, place.trial(), "", "", bar.baseline());
            }
            if (bar.trials().isEmpty()) {
                table.row(bar.relation(), RANDOM, "", "", "", bar.baseline());
            }
        }
        return table.build();
    }

    private List<Scores.Score> trials(String relation) {
        Optional<String> layer = Scores.bestLayer(best, relation);
        List<Scores.Score> there = faithfulness.all().stream()
                .filter(score -> score.place().relation().equals(relation))
                .filter(score -> score.place().layer().equals(layer.orElse("")))
                .toList();
        List<Scores.Score> trials = there.stream()
                .filter(score -> Double.parseDouble(score.at()) == beta)
                .toList();
        if (trials.isEmpty() && !there.isEmpty()) {
            throw new StepException("faithfulness: nothing was measured at a beta of " + beta + ", but at "
                    + String.join(
                            ", ",
                            there.stream().map(Scores.Score::at).distinct().toList())
                    + ". Name one of these as beta, or add it to the betas of linear-relation");
        }
        return trials;
    }
}
