package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two relations, two trials, two layers: layer 1 is the more causal one of near, layer 0 of far. */
class SummarizeRelationsStepTest {

    private static final String FAITHFULNESS = """
            relation,trial,layer,beta,right,tested,faithfulness,se
            far,0,0,1,1,10,0.1,0
            far,0,0,5,2,10,0.2,0
            far,0,1,1,9,10,0.9,0
            far,0,1,5,9,10,0.9,0
            near,0,0,1,9,10,0.9,0
            near,0,0,5,9,10,0.9,0
            near,0,1,1,3,10,0.3,0
            near,0,1,5,4,10,0.4,0
            near,1,1,1,8,10,0.8,0
            near,1,1,5,6,10,0.6,0
            """;
    private static final String CAUSALITY = """
            relation,trial,layer,rank,right,tested,causality,se
            far,0,0,0,0,10,0.0,0
            far,0,0,8,5,10,0.5,0
            far,0,1,0,4,10,0.4,0
            far,0,1,8,5,10,0.5,0
            near,0,0,0,6,10,0.6,0
            near,0,0,8,0,10,0.0,0
            near,0,1,0,3,10,0.3,0
            near,0,1,8,8,10,0.8,0
            near,1,1,0,7,10,0.7,0
            near,1,1,8,,0,,
            """;
    private static final String BASELINES = """
            relation,facts,objects,first_tokens,random_baseline
            skipped,9,1,1,1.0
            far,9,3,3,0.25
            near,9,3,3,0.5
            near,9,3,3,0.5
            """;

    /** near at layer 1: (0.8 + 0.7) / 2 against 0.6; far: both layers 0.5, so the first. */
    @Test
    void barsAreTakenAtTheMostCausalLayer() throws Exception {
        List<String> expected = List.of(
                "near linear 0 1 5 0.4",
                "near random 0   0.5",
                "near linear 1 1 5 0.6",
                "near random 1   0.5",
                "far linear 0 0 5 0.2",
                "far random 0   0.25",
                "skipped random    1.0");

        assertEquals(expected, rows(bars(5).table(Table.ofCsv(BASELINES))));
    }

    @Test
    void aBetaThatWasNotMeasuredIsRefused() {
        Refusal.says(() -> bars(2.25).table(Table.ofCsv(BASELINES)), "at a beta of 2.25, but at 1, 5");
        assertThrows(IllegalArgumentException.class, () -> new SummarizeRelationsStep.Parameters(Double.NaN));
    }

    /** Of equals the first; what was not tested does not count. */
    @Test
    void theBestOfALayerIsItsGreatest() throws Exception {
        Scores causality = Scores.of(Table.ofCsv(CAUSALITY), "rank", "causality");

        List<String> best = causality.best().stream()
                .map(score -> score.place().relation() + score.place().trial()
                        + score.place().layer() + " " + score.at() + " " + score.value())
                .toList();

        assertEquals(List.of("far00 8 0.5", "far01 8 0.5", "near00 0 0.6", "near01 8 0.8", "near11 0 0.7"), best);
    }

    private static Bars bars(double beta) throws Exception {
        return new Bars(
                Scores.of(Table.ofCsv(FAITHFULNESS), "beta", "faithfulness"),
                Scores.of(Table.ofCsv(CAUSALITY), "rank", "causality").best(),
                beta);
    }

    private static List<String> rows(Table table) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            int at = row;
            rows.add(String.join(
                    " ",
                    table.columns().stream()
                            .map(column -> table.text(at, column))
                            .toList()));
        }
        return rows;
    }
}
