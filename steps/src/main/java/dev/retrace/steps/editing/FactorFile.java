package dev.retrace.steps.editing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.Intervention.RankOne;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.tensor.MappedTensors;
import dev.retrace.steps.weights.TensorFile;
import dev.retrace.steps.weights.TensorWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Edits as a file holds them: the vectors {@code layers.12.w_o.8641.u} and {@code ….r} of record 8641. */
public final class FactorFile {

    private static final Pattern NAME = Pattern.compile("(layers\\.\\d+\\.[a-z_]+)\\.(.+)\\.u");

    private FactorFile() {}

    /**
     * An edit that was read.
     *
     * @param name of the record
     * @param edit of the owner
     */
    public record Factors(String name, RankOne edit) {

        /** As tables write it: {@code w_o}. */
        public String weight() {
            return edit.weight().symbol();
        }
    }

    /** Writes the edits of one matrix. */
    static void write(Path file, Matrix matrix, List<Edit> edits) throws IOException {
        SortedMap<String, float[]> vectors = new TreeMap<>();
        for (Edit edit : edits) {
            String name = matrix.symbol() + "." + edit.name() + ".";
            vectors.put(name + "u", edit.u().narrow());
            vectors.put(name + "r", edit.r().narrow());
        }
        TensorWriter.write(file, vectors);
    }

    /**
     * Reads all edits of a file, by layer, weight and record.
     *
     * @param owner frees them
     * @throws StepException if it holds something else
     */
    static List<Factors> read(NDManager owner, Path path) throws IOException {
        TensorFile file = TensorFile.read(path);
        List<Factors> edits = new ArrayList<>();
        for (String name : file.tensors().keySet()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                NDArray u = MappedTensors.read(owner, file, name);
                NDArray r = MappedTensors.read(owner, file, name.substring(0, name.length() - 1) + "r");
                Matrix matrix = matrix(file, matcher.group(1));
                edits.add(new Factors(matcher.group(2), new RankOne(matrix.weight(), matrix.layer(), u, r)));
            }
        }
        if (2 * edits.size() != file.tensors().size()) {
            throw new StepException(path + ": holds other tensors than factors of edits. Give the output of edit");
        }
        return edits;
    }

    private static Matrix matrix(TensorFile file, String symbol) {
        return Matrix.named(symbol)
                .orElseThrow(() -> new StepException(
                        file.file() + ": there is no weight '" + symbol + "'. Give the output of edit"));
    }
}
