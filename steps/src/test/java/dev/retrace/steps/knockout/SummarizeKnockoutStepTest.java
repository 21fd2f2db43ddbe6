package dev.retrace.steps.knockout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two facts of two starts, and a model of three starts that sets the axis. */
class SummarizeKnockoutStepTest {

    private static final String CHANGES = """
            model,family,fact,relation,to,from,channels,strict,window,start,depth,token,p_clean,p_knocked,change_percent,hit_clean,hit
            hf:org/small@main,mamba1,a,r,last,subject,all,0,2,0,0,,0.5,0.25,-50,100,100
            hf:org/small@main,mamba1,a,r,last,subject,all,0,2,1,100,,0.5,0.5,0,100,100
            hf:org/small@main,mamba1,b,r,last,subject,all,0,2,0,0,,0.1,0.3,200,100,0
            hf:org/small@main,mamba1,b,r,last,subject,all,0,2,1,100,,0.1,0.1,0,100,100
            hf:org/small@main,mamba1,b,r,last,each,all,0,2,1,100,3,0.1,0.1,0,100,100
            models/deep,mamba1,a,r,last,subject,all,0,2,0,0,,0.5,0.5,0,100,100
            models/deep,mamba1,a,r,last,subject,all,0,2,1,50,,0.5,0.4,-20,100,100
            models/deep,mamba1,a,r,last,subject,all,0,2,2,100,,0.5,0.3,-40,100,100
            """;

    @TempDir
    private Path folder = Path.of("");

    /** -50 and 200: mean and median 75; mean p from 0.3 to 0.275: -8.33 %; t(0.975, 1) = 12.706. */
    @Test
    void threeAveragesStandBesideEachOther() throws Exception {
        Table summary = Table.read(summarized().resolveSibling("summary.csv"));

        assertEquals("small", summary.text(0, "model"));
        assertEquals(75, summary.number(0, "mean_percent"));
        assertEquals(75, summary.number(0, "median_percent"));
        assertEquals(-100.0 / 12, summary.number(0, "ratio_of_means_percent"), 1e-9);
        assertEquals(75 + 12.706 * 125, summary.number(0, "high"), 0.1);
        assertEquals(50, summary.number(0, "accuracy"));
        assertEquals(100, summary.number(0, "accuracy_clean"));
        assertEquals(2 + 3, summary.size());
    }

    @Test
    void aShorterLineIsStretchedOntoTheLongestFactByFact() throws Exception {
        Table aligned = Table.read(summarized());

        assertEquals(2 * 3 + 3, aligned.size());
        assertEquals("50.0", aligned.text(1, "depth"));
        assertEquals(-25, aligned.number(1, "change_percent"));
        assertEquals(100, aligned.number(4, "change_percent"));
        assertEquals("deep", aligned.text(6, "model"));
        assertEquals(-20, aligned.number(7, "change_percent"));
    }

    private Path summarized() throws Exception {
        Path changes = Files.writeString(folder.resolve("changes.csv"), CHANGES);
        return new Workbench(folder).run("summarize-knockout", "{}", Map.of("changes", changes));
    }
}
