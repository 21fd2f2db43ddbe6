package dev.retrace.steps.model;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** What to do when a GPU's memory does not suffice for a batch. */
final class DeviceMemory {

    private DeviceMemory() {}

    /**
     * Does work on a batch; if the device's memory does not suffice, on its halves, one after the other.
     *
     * @param work may have been done in part before it is done again
     * @param halved hears how many rows were too many
     */
    static <T> void halving(List<T> batch, Consumer<List<T>> work, IntConsumer halved) {
        try {
            work.accept(batch);
        } catch (EngineException failed) {
            if (batch.size() == 1 || !isFull(failed)) {
                throw failed;
            }
            JniUtils.emptyCudaCache();
            halved.accept(batch.size());
            halving(batch.subList(0, batch.size() / 2), work, halved);
            halving(batch.subList(batch.size() / 2, batch.size()), work, halved);
        }
    }

    /** In torch's words. */
    private static boolean isFull(EngineException failed) {
        return String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT).contains("cuda out of memory");
    }
}
