package dev.retrace.engine.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchTableTest {

    /** Medians 2 and (6 + 12) / 2 = 9; a sweep of another size is no rival. */
    private static final BenchTable TABLE = new BenchTable(
            List.of(series("retrace", 10, 3, 1, 2), series("snakemake", 10, 12, 6), series("snakemake", 20, 100)));

    private static Series series(String tool, int cells, double... walls) {
        List<Measured> times = Arrays.stream(walls)
                .mapToObj(wall -> new Measured(wall, wall / 2, 0))
                .toList();
        return new Series(tool, Operation.COLD, cells, times);
    }

    @Test
    void theRatioIsThatOfTheMedians() {
        assertEquals(Optional.of(4.5), TABLE.ratio(TABLE.all().get(0)));
        assertEquals(Optional.empty(), TABLE.ratio(TABLE.all().get(1)));
    }

    @Test
    void aLineTellsMedianRangeAndCpu() {
        String line = TABLE.text().lines().skip(1).findFirst().orElseThrow();

        assertTrue(
                line.matches(" +10 +cold +retrace +2\\.00 +1\\.00 - +3\\.00 +1\\.00 +\\? +4\\.5 times as long"), line);
    }

    @Test
    void programsGetEachMeasurement() {
        JsonNode first = JsonMapper.shared().readTree(TABLE.json()).get(0);

        assertEquals("cold", first.get("operation").stringValue());
        assertEquals(3.0, first.get("times").get(0).get("wallSeconds").doubleValue());
        assertEquals(4.5, first.get("snakemakeRatio").doubleValue());
    }
}
