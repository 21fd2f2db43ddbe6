package dev.retrace.steps.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.RandomModel;
import dev.retrace.steps.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExperimentBenchTest {

    @Test
    void everyExperimentIsMeasuredAndTheGridIsThatOfWholePasses() {
        ExperimentBench bench = new ExperimentBench(TestDevice.NAME, "float32", 1, 2.0, true);
        List<Measurement> all = new ArrayList<>();
        try (LanguageModel model = RandomModel.of(MambaShape.TINY.config(), TestDevice.NAME, "float32")) {
            Workloads workloads = new Workloads(MambaShape.TINY, 2, 3, 5, TestDevice.NAME);
            for (String name : Workloads.NAMES) {
                for (Workload workload : workloads.named(name)) {
                    all.add(bench.of(MambaShape.TINY, model, workload));
                }
            }
        }

        assertEquals(
                List.of(
                        "forward of 3 x 5 tokens",
                        "tracing grid",
                        "path blocking",
                        "ROME edit of W_o, layer 1",
                        "LRE Jacobian, layer 1"),
                all.stream().map(Measurement::workload).toList());
        assertEquals(
                List.of(1, 2, 2, 2, 1), all.stream().map(Measurement::units).toList());
        assertTrue(all.stream().allMatch(each -> each.seconds() > 0 && each.teraflops() > 0));
        double distance = all.get(1).distance();
        assertTrue(distance >= 0 && distance < 1e-4, "the replay is " + distance + " from whole passes");
        assertEquals(-1, all.get(2).distance());
    }

    /** By hand: a block of width 64 multiplies 64 x 256, 128 x 36, 4 x 128 and 128 x 64 weights. */
    @Test
    void theOperationsAreThoseOfTheMatrixProducts() {
        int tokens = 3 * 5;
        double ofBlock = 2.0 * tokens * (64.0 * 256 + 128.0 * 36 + 4.0 * 128 + 128.0 * 64);
        double ofHead = 2.0 * 3 * 64 * 50280;
        try (LanguageModel model = RandomModel.of(MambaShape.TINY.config(), TestDevice.NAME, "float32")) {
            Workload forward = ForwardWorkload.of(3, 5, 50280);
            Measurement measured =
                    new ExperimentBench(TestDevice.NAME, "float32", 1, 2.0, false).of(MambaShape.TINY, model, forward);

            assertEquals(4 * ofBlock + ofHead, measured.teraflops() * measured.seconds() * 1e12, 1e-3 * ofHead);
        }
    }

    @Test
    void measurementsComeBackFromTheirLinesAndStandInTheJson() {
        Measurement measurement =
                new Measurement("2.8b", "tracing grid", "cuda:0", "tf32", 8, 0.05, 200, 400, 0.9, 1L << 30, 1e-3);

        assertEquals(measurement, Measurement.read(measurement.line()));
        JsonNode json =
                JsonMapper.shared().readTree(MeasurementTable.json(Map.of("host", "here"), List.of(measurement)));
        assertEquals(0.05, json.at("/measurements/0/seconds").doubleValue());
        assertTrue(MeasurementTable.line(measurement).contains("50 %"), MeasurementTable.line(measurement));
    }
}
