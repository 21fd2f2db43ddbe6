package dev.retrace.steps.bench;

import tools.jackson.databind.json.JsonMapper;

/**
 * One workload, measured.
 *
 * @param shape of the model
 * @param workload what was done
 * @param seconds for one grid, edit or matrix: the median of some runs
 * @param teraflops a second, of matrix products alone, in the time of all of it
 * @param ceiling the same of a large matrix product in the same precision, measured beside it
 * @param busy share of the time in which the GPU computed something, as its driver says; -1 if unknown
 * @param peakBytes of the device's memory that torch took for it, beside the weights; -1 if unknown
 * @param distance of the traced probabilities from those of whole passes, at most, as a share of the largest; -1 if not measured
 */
record Measurement(
        String shape,
        String workload,
        String device,
        String precision,
        int units,
        double seconds,
        double teraflops,
        double ceiling,
        double busy,
        long peakBytes,
        double distance) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static Measurement read(String line) {
        return JSON.readValue(line, Measurement.class);
    }

    /** As a share of the ceiling. */
    double share() {
        return teraflops / ceiling;
    }

    String line() {
        return JSON.writeValueAsString(this);
    }
}
