package dev.retrace.steps.covariance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.tensor.LinearAlgebra;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TorchEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up second moments of shards of a corpus, and says of each matrix how well it can be solved with. */
public final class CombineCovarianceStep implements Step<CombineCovarianceStep.Parameters> {

    /** None. */
    record Parameters() {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "combine-covariance",
                        1,
                        "Adds up the shards of second moments and reports their condition.",
                        Parameters.class)
                .taking(InputSlot.files("parts", "Second moments, from covariance.")
                        .accepting("moments"))
                .giving(new OutputSlot("moments", "safetensors"), new OutputSlot("conditions", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<MomentFile> parts = new ArrayList<>();
        for (Part part : inputs.parts("parts")) {
            parts.add(MomentFile.read(part.file().path()));
        }
        MomentFile first = parts.get(0);
        Map<Matrix, MomentFile.Sum> sums = new LinkedHashMap<>();
        for (Matrix matrix : first.matrices()) {
            sums.put(matrix, new MomentFile.Sum(first.size(matrix), () -> sum(parts, matrix)));
        }
        for (MomentFile part : parts) {
            if (!part.matrices().equals(first.matrices())) {
                throw new StepException("the parts are not of the same matrices: one has " + first.matrices()
                        + ", another " + part.matrices() + "; give the shards of one covariance");
            }
        }
        MomentFile.Sample sample = new MomentFile.Sample(
                parts.stream().mapToLong(part -> part.sample().tokens()).sum(),
                parts.stream().mapToLong(part -> part.sample().texts()).sum());
        MomentFile.write(outputs.file("moments"), sums, sample);
        outputs.table("conditions", conditions(MomentFile.read(outputs.file("moments")), lane));
    }

    private static double[] sum(List<MomentFile> parts, Matrix matrix) {
        try {
            double[] sum = parts.get(0).sum(matrix);
            for (MomentFile part : parts.subList(1, parts.size())) {
                double[] more = part.sum(matrix);
                if (more.length != sum.length) {
                    throw new StepException("the parts are of different models: one has " + sum.length
                            + " second moments of " + matrix + ", another " + more.length);
                }
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += more[i];
                }
            }
            return sum;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Table conditions(MomentFile moments, Lane lane) throws IOException {
        Table.Builder table = Table.of(
                "layer",
                "weight",
                "inputs",
                "texts",
                "tokens",
                "trace",
                "least_eigenvalue",
                "greatest_eigenvalue",
                "condition");
        int done = 0;
        for (Matrix matrix : moments.matrices()) {
            lane.checkCancelled();
            double[] spectrum = spectrum(moments, matrix, lane.device());
            double trace = 0;
            for (double eigenvalue : spectrum) {
                trace += eigenvalue;
            }
            double least = spectrum[0];
            double greatest = spectrum[spectrum.length - 1];
            table.row(
                    matrix.layer(),
                    matrix.weight().symbol(),
                    spectrum.length,
                    moments.sample().texts(),
                    moments.sample().tokens(),
                    trace,
                    least,
                    greatest,
                    least > 0 ? greatest / least : Double.NaN); // of too few tokens
            lane.progress(++done, moments.matrices().size());
        }
        return table.build();
    }

    private static double[] spectrum(MomentFile moments, Matrix matrix, String device) throws IOException {
        try (NDManager owner = TorchEngine.newManager(device)) {
            NDArray mean = moments.mean(owner, matrix);
            return Scoped.value(() -> LinearAlgebra.eigenvalues(mean).toDoubleArray());
        }
    }
}
