package dev.retrace.reports.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.command.PastRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SideNamesTest {

    @ParameterizedTest
    @CsvSource({
        "models/mamba-2m, ../nets/neox-2m/, mamba-2m, neox-2m",
        "hf:a/mamba@main, hf:a/mamba@v2, mamba@main, mamba@v2",
        "one/mamba, two/mamba, 1, 2", // one name for both would say nothing
        "models/mamba, '', 1, 2"
    })
    void runsAreCalledByTheirModelsWhereTheseDiffer(String modelA, String modelB, String a, String b) {
        assertEquals(new SideNames(a, b), SideNames.of(runs("1", "2", new Surroundings.Row("model", modelA, modelB))));
    }

    @Test
    void whatTheUserCallsThemIsStronger() {
        assertEquals(
                new SideNames("seed=1", "seed=2"),
                SideNames.of(runs("seed=1", "seed=2", new Surroundings.Row("model", "x", "y"))));
    }

    private static RunComparison runs(String a, String b, Surroundings.Row row) {
        return new RunComparison(
                new RunComparison.Side(a, run("1")),
                new RunComparison.Side(b, run("2")),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(new Surroundings.Area(Surroundings.PARAMS, List.of(row))));
    }

    private static PastRun run(String id) {
        return new PastRun(id, "w", Path.of(id), new TreeMap<>(), List.of(), Map.of(), digest -> Path.of(digest));
    }
}
