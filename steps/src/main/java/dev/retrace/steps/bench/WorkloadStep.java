package dev.retrace.steps.bench;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.model.RandomModel;
import dev.retrace.steps.model.Workload;
import dev.retrace.steps.tensor.Products;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;

/** Does what an experiment does on random weights, as a cell of a sweep: to measure lanes and machines. */
public final class WorkloadStep implements Step<WorkloadStep.Parameters> {

    private static final int ROWS = 256;
    private static final int TOKENS = 16;
    private static final double TERA = 1e12;

    /** What is done. */
    record Parameters(
            @Param(doc = "Of the Mamba: tiny, 130m, 1.4b or 2.8b.", defaultValue = "130m")
            String shape,

            @Param(doc = "forward, trace, block, edit or jacobian.", defaultValue = "trace")
            String experiment,

            @Param(doc = "Facts that are traced, blocked or edited together.", defaultValue = "8")
            int facts,

            @Param(doc = "Which of several cells that do the same this is.", defaultValue = "1")
            int cell) {

        Parameters {
            MambaShape.named(shape);
            if (!Workloads.NAMES.contains(experiment) || facts < 1) {
                throw new IllegalArgumentException("experiment is one of " + Workloads.NAMES
                        + " and facts at least 1, but they are '" + experiment + "' and " + facts);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "workload",
                        1,
                        "Does what an experiment does on a Mamba of random weights, to measure lanes and machines.",
                        Parameters.class)
                .giving(new OutputSlot("results", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        MambaShape shape = MambaShape.named(parameters.shape());
        LanguageModel model = lane.shared(
                DigestUtils.sha256Hex("random " + shape),
                LanguageModel.class,
                () -> RandomModel.of(shape.config(), lane.device(), lane.precision(), lane.memory()));
        ModelLoader.noteMemory(model, lane);
        Workloads workloads = new Workloads(shape, parameters.facts(), ROWS, TOKENS, lane.device());
        List<Workload> all = workloads.named(parameters.experiment());
        Table.Builder table = Table.of(List.of("workload", "units", "sum"));
        for (Workload workload : all) {
            lane.checkCancelled();
            long before = Products.operations();
            double[] sum = new double[1];
            double seconds = Stopwatch.seconds(() -> sum[0] = workload.run(model));
            lane.log(String.format(
                    Locale.ROOT,
                    "%s: %.3f s, %.3g TFLOP/s",
                    workload.name(),
                    seconds,
                    (Products.operations() - before) / seconds / TERA));
            table.row(workload.name(), workload.units(), sum[0]);
        }
        outputs.table("results", table.build());
    }
}
