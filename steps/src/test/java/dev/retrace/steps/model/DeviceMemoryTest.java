package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {

    private static final String FULL = "CUDA out of memory. Tried to allocate 2.00 GiB";

    private final List<List<Integer>> done = new ArrayList<>();
    private final List<Integer> halved = new ArrayList<>();

    @BeforeAll
    static void startTheEngine() {
        TorchEngine.newManager(TestDevice.NAME).close();
    }

    @Test
    void aBatchThatDoesNotFitIsHalvedUntilItDoes() {
        DeviceMemory.halving(List.of(1, 2, 3, 4, 5, 6, 7), this::takesThree, halved::add);

        assertEquals(List.of(List.of(1, 2, 3), List.of(4, 5), List.of(6, 7)), done);
        assertEquals(List.of(7, 4), halved);
    }

    @Test
    void aBatchThatFitsIsDoneOnce() {
        DeviceMemory.halving(List.of(1, 2, 3), this::takesThree, halved::add);

        assertEquals(List.of(List.of(1, 2, 3)), done);
        assertEquals(List.of(), halved);
    }

    private void takesThree(List<Integer> batch) {
        if (batch.size() > 3) {
            throw new EngineException(FULL);
        }
        done.add(List.copyOf(batch));
    }

    @Test
    void aSingleRowThatDoesNotFitIsAFailure() {
        EngineException full = new EngineException(FULL);

        assertSame(
                full,
                assertThrows(
                        EngineException.class,
                        () -> DeviceMemory.halving(
                                List.of(1, 2),
                                batch -> {
                                    throw full;
                                },
                                halved::add)));
        assertEquals(List.of(2), halved);
    }

    @Test
    void anotherFailureIsNotTriedAgain() {
        EngineException other = new EngineException("CUDA error: an illegal memory access was encountered");

        assertSame(
                other,
                assertThrows(
                        EngineException.class,
                        () -> DeviceMemory.halving(
                                List.of(1, 2),
                                batch -> {
                                    throw other;
                                },
                                halved::add)));
        assertEquals(List.of(), halved);
    }
}
