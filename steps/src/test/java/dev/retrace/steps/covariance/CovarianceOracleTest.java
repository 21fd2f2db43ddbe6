package dev.retrace.steps.covariance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tensor.LinearAlgebra;
import dev.retrace.steps.tensor.TorchEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Second moments against an independent implementation in double precision. */
class CovarianceOracleTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void aSmallRandomModelHasTheSameMoments(String name) throws Exception {
        Path tiny = Path.of(Objects.requireNonNull(CovarianceOracleTest.class.getResource("/" + name))
                .toURI());
        assertAgrees(tiny, tiny.resolve("rome.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"facts-mamba-13m", "facts-neox-20m"})
    void aTrainedModelHasTheSameMoments(String name) throws IOException {
        assertAgrees(SharedFolder.require("models/" + name), SharedFolder.require("oracles/rome-" + name + ".json"));
    }

    private void assertAgrees(Path model, Path oracle) throws IOException {
        JsonNode covariance = JsonMapper.shared().readTree(oracle.toFile()).get("covariance");
        try (LanguageModel loaded = ModelLoader.ofFolder(model, TestDevice.NAME);
                OracleMoments moments = new OracleMoments(loaded, covariance, folder);
                NDManager owner = TorchEngine.newManager(TestDevice.NAME)) {
            assertEquals(covariance.get("tokens").longValue(), moments.sample().tokens());
            for (Map.Entry<String, JsonNode> each : covariance.get("stats").properties()) {
                NDArray mean = moments.of(owner, OracleMoments.matrix(each.getKey()));
                assertAgrees(each.getValue(), mean, each.getKey());
            }
        }
    }

    private static void assertAgrees(JsonNode expected, NDArray mean, String where) {
        int size = expected.get("dim").intValue();
        assertEquals(size, mean.getShape().get(0));
        double[] values = mean.toDoubleArray();
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            trace += values[i * size + i];
        }
        for (double value : values) {
            squares += value * value;
        }
        assertClose(expected.get("trace").doubleValue(), trace, where + ", trace");
        assertClose(expected.get("frobenius").doubleValue(), Math.sqrt(squares), where + ", norm");
        for (int i = 0; i < expected.get("corner").size(); i++) {
            for (int j = 0; j < expected.get("corner").get(i).size(); j++) {
                double corner = expected.get("corner").get(i).get(j).doubleValue();
                assertClose(corner, values[i * size + j], where + ", corner");
            }
        }
        double[] spectrum = LinearAlgebra.eigenvalues(mean).toDoubleArray();
        assertClose(expected.get("eig_min").doubleValue(), spectrum[0], where + ", least eigenvalue");
        assertClose(expected.get("eig_max").doubleValue(), spectrum[size - 1], where + ", greatest eigenvalue");
        assertClose(expected.get("condition").doubleValue(), spectrum[size - 1] / spectrum[0], where + ", condition");
    }

    /** Single precision: a hundred-thousandth and a thousandth of the value. */
    private static void assertClose(double expected, double actual, String where) {
        assertTrue(
                Math.abs(actual - expected) <= 1e-5 + 1e-3 * Math.abs(expected),
                () -> where + ": expected " + expected + ", but was " + actual);
    }
}
