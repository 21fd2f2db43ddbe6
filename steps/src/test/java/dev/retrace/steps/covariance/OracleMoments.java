package dev.retrace.steps.covariance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.model.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Second moments over the documents of an oracle, written to a file and read back. */
public final class OracleMoments implements AutoCloseable {

    private static final Map<String, Weight> TAPS = Map.of("x", Weight.W_A, "sg", Weight.W_O, "k", Weight.W_DOWN);

    private final Path file;
    private final MomentFile moments;

    public OracleMoments(LanguageModel model, JsonNode covariance, Path folder) throws IOException {
        Set<Matrix> matrices = new LinkedHashSet<>();
        covariance.get("stats").propertyNames().forEach(name -> matrices.add(matrix(name)));
        file = folder.resolve("moments");
        try (SecondMoments sums = new SecondMoments(model, matrices, 2048, TestDevice.NAME)) {
            covariance
                    .get("docs")
                    .forEach(ids -> sums.add(
                            ids.valueStream().mapToInt(JsonNode::intValue).toArray()));
            sums.write(file);
        }
        moments = MomentFile.read(file);
    }

    /** The matrix that {@code sg@2} speaks of. */
    static Matrix matrix(String name) {
        int at = name.indexOf('@');
        Weight weight = Objects.requireNonNull(TAPS.get(name.substring(0, at)));
        return new Matrix(weight, Integer.parseInt(name.substring(at + 1)));
    }

    /** C of a matrix. */
    public NDArray of(NDManager owner, Matrix matrix) throws IOException {
        return moments.mean(owner, matrix);
    }

    MomentFile.Sample sample() {
        return moments.sample();
    }

    @Override
    public void close() throws IOException {
        Files.delete(file);
    }
}
