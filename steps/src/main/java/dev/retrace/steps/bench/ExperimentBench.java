package dev.retrace.steps.bench;

import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Workload;
import dev.retrace.steps.tensor.DeviceUse;
import dev.retrace.steps.tensor.Products;
import dev.retrace.steps.tracing.TracingWorkload;
import java.util.ArrayList;
import java.util.List;

/**
 * Times workloads on a model.
 *
 * @param rounds that count, at least 1; one more goes before them, and more follow on a GPU until it could be watched
 * @param ceiling TFLOP/s of plain products
 * @param checks whether the tracing grid is compared with whole passes too
 */
record ExperimentBench(String device, String precision, int rounds, double ceiling, boolean checks) {

    private static final double WATCHED_SECONDS = 3;
    private static final double TERA = 1e12;

    /** One workload. */
    Measurement of(MambaShape shape, LanguageModel model, Workload workload) {
        DeviceUse use = new DeviceUse(device);
        use.release();
        long before = use.bytes();
        workload.run(model);
        long peak = use.bytes();
        List<Double> seconds = new ArrayList<>();
        long operations = Products.operations();
        double busy;
        try (GpuBusy watch = new GpuBusy(device)) {
            double all = 0;
            while (seconds.size() < rounds || (before >= 0 && all < WATCHED_SECONDS)) {
                seconds.add(Stopwatch.seconds(() -> workload.run(model)));
                all += seconds.get(seconds.size() - 1);
            }
            busy = watch.share();
        }
        double each = (double) (Products.operations() - operations) / seconds.size();
        double median = Stopwatch.median(
                seconds.stream().mapToDouble(Double::doubleValue).toArray());
        return new Measurement(
                shape.toString(),
                workload.name(),
                device,
                precision,
                workload.units(),
                median / workload.units(),
                each / median / TERA,
                ceiling,
                busy,
                before < 0 ? -1 : peak - before,
                checks && workload instanceof TracingWorkload tracing ? tracing.distanceFromWholePasses(model) : -1);
    }
}
