package dev.retrace.steps.model;

import ai.djl.Device;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How much goes through a layer at once: a function of the kind of device and of the architecture alone.
 *
 * <p>On a CPU so little that it stays in the processor's caches and keeps its threads busy; a few hundred rows at most.
 * On a GPU so much that products fill it, and the launches of a layer are hidden behind the work of the layer before;
 * bounded by what one batch takes of the device's memory.
 *
 * @param order in which rows are put into batches: on a CPU those of one length together, which spares it the gathering
 *     of earlier tokens; on a GPU those that join at one layer, so that no batch climbs through layers with few rows
 * @param prompt tokens of whole prompts
 * @param replay tokens of a replay, whose rows are short
 * @param gradient tokens of a derivative, which remembers every value inside a block
 * @param rows of any batch
 * @param together tokens of all rows of one call of a replay: batches are made of them, and what they start from is
 *     held at once
 */
record BatchSizes(Comparator<ReplayRow> order, int prompt, int replay, int gradient, int rows, int together) {

    private static final BatchSizes OF_CPU =
            new BatchSizes(Comparator.comparingInt(ReplayRow::length).reversed(), 256, 2048, 256, 256, 1 << 14);

    /** Bytes that the tensors of a batch may take on a GPU. */
    static final long BYTES = 4L << 30;

    /** Tables as wide as the widest projection that are alive at once in a layer, of float32. */
    private static final int TABLES = 12;

    /** The same of a layer that is recorded. */
    private static final int RECORDED_TABLES = 60;

    /** @param halvings how often batches of a GPU are halved, for its memory */
    static BatchSizes of(Device device, Architecture architecture, int halvings) {
        if (!device.isGpu()) {
            return OF_CPU;
        }
        long widest = Stream.of(
                        architecture.weights().values().stream()
                                .flatMapToInt(sizes -> IntStream.of(sizes.inputs(), sizes.outputs())),
                        architecture.states().values().stream().mapToInt(Integer::intValue))
                .flatMapToInt(widths -> widths)
                .max()
                .orElse(architecture.width());
        int replay = tokens(widest * TABLES, halvings);
        return new BatchSizes(
                Comparator.comparingInt(ReplayRow::block),
                Math.max(1, replay / 2),
                replay,
                tokens(widest * RECORDED_TABLES, halvings),
                Integer.MAX_VALUE,
                8 * replay);
    }

    private static int tokens(long numbersPerToken, int halvings) {
        return (int) Math.max(1, Math.min((BYTES >> halvings) / Float.BYTES / numbersPerToken, 1 << 17));
    }
}
