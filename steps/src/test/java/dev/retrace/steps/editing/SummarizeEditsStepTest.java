package dev.retrace.steps.editing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummarizeEditsStepTest {

    private static final String HEADER = "case,layer,weight,kind,success,success_before,magnitude,exact,layers\n";

    /** Two records: rewrites 1 and 1, paraphrases ½ and 1, neighbours 1 and 0. */
    private static final String SCORES = HEADER + """
            a,3,w_o,rewrite,1,0,0.5,1,16
            a,3,w_o,paraphrase,1,0,0.25,0,16
            a,3,w_o,paraphrase,0,0,-0.25,0,16
            a,3,w_o,neighborhood,1,1,0.5,1,16
            b,3,w_o,rewrite,1,0,0.7,1,16
            b,3,w_o,paraphrase,1,1,0.1,0,16
            b,3,w_o,neighborhood,0,1,-0.5,0,16
            """;

    @TempDir
    private Path folder = Path.of("");

    private Workbench bench = new Workbench(folder);

    @BeforeEach
    void bench() {
        bench = new Workbench(folder);
    }

    @Test
    void scoresAreAveragedWithinRecordsFirst() throws Exception {
        Table summary = Table.read(run(SCORES));

        assertEquals(1, summary.size());
        assertEquals(2, summary.integer(0, "records"));
        assertEquals(100, summary.number(0, "es"));
        assertEquals(75, summary.number(0, "ps")); // (½ + 1) / 2
        assertEquals(50, summary.number(0, "ns"));
        assertEquals(0, summary.number(0, "es_error"));
        assertEquals(25, summary.number(0, "ps_error"), 1e-9); // ½ / √2 / √2, in percent
        assertEquals(50, summary.number(0, "ns_error"), 1e-9);
        assertEquals(60, summary.number(0, "em"), 1e-9);
        assertEquals(50, summary.number(0, "na"), 1e-9);
        assertEquals(0, summary.number(0, "es_before"));
        assertEquals(0, summary.number(0, "s_before"));
    }

    @Test
    void theHarmonicMeanIsOfTheAverages() throws Exception {
        Table summary = Table.read(run(SCORES));

        double score = 3 / (1 / 1.0 + 1 / 0.75 + 1 / 0.5); // 9 / 13
        assertEquals(100 * score, summary.number(0, "s"), 1e-9);
        // by the delta method: ∂S/∂PS = S² / (3 PS²), ∂S/∂NS = S² / (3 NS²); PS deviates by ∓¼, NS by ±½
        double deviation = score * score / 3 * (0.25 / (0.75 * 0.75) - 0.5 / (0.5 * 0.5));
        assertEquals(100 * Math.abs(deviation), summary.number(0, "s_error"), 1e-9);
    }

    @Test
    void theMeanOfThePointsIsTheScoreAndTheirErrorIsItsError() throws Exception {
        Path file = run(SCORES);
        Table summary = Table.read(file);
        Table points = Table.read(file.resolveSibling("points.csv"));

        for (String score : List.of("es", "ps", "ns", "s")) {
            List<Double> values = new ArrayList<>();
            for (int row = 0; row < points.size(); row++) {
                if (points.text(row, "score").equals(score)) {
                    values.add(points.number(row, "percent"));
                }
            }
            EditSummary.Average average = EditSummary.Average.of(values);
            assertEquals(2, average.n());
            assertEquals(summary.number(0, score), average.mean(), 1e-9);
            assertEquals(summary.number(0, score + "_error"), average.error(), 1e-9);
        }
    }

    @Test
    void matricesAreToldApart() throws Exception {
        Table summary = Table.read(run(SCORES + "a,5,w_o,rewrite,0,0,0.5,1,16\na,3,w_g,rewrite,0,0,0.5,1,16\n"));

        assertEquals(3, summary.size());
        assertEquals("5", summary.text(1, "layer"));
        assertEquals("w_g", summary.text(2, "weight"));
        assertEquals("", summary.text(2, "s")); // without paraphrases there is none
    }

    @Test
    void anUnknownKindIsRefused() {
        assertThrows(StepException.class, () -> run(HEADER + "a,3,w_o,other,1,0,0.5,1,16\n"));
    }

    private Path run(String scores) throws Exception {
        Path file = Files.writeString(Files.createTempFile(folder, "scores", ".csv"), scores);
        return bench.run("summarize-edits", "{}", Map.of("scores", file));
    }
}
