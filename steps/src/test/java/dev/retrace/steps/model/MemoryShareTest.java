package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.retrace.engine.step.LanePlace;
import dev.retrace.engine.step.StepException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryShareTest {

    private static final long GIB = 1L << 30;

    @Test
    void withoutALimitNothingIsCut() {
        MemoryShare share = MemoryShare.of(Device.gpu(0), LanePlace.UNLIMITED, 11 * GIB);

        assertEquals(new MemoryShare(16 * GIB, 0), share);
        assertEquals(Optional.empty(), share.told(Device.gpu(0)));
        assertEquals(share, MemoryShare.of(Device.gpu(0), 126 * GIB, 11 * GIB));
    }

    /** 24 less 11 of weights and 1 of torch's: a quarter of 12 is kept, and 9 take batches of a half, 8. */
    @Test
    void aSmallGpuKeepsLessAndCutsBatches() {
        MemoryShare share = MemoryShare.of(Device.gpu(1), 24 * GIB, 11 * GIB);

        assertEquals(new MemoryShare(3 * GIB, 1), share);
        assertTrue(share.told(Device.gpu(1)).orElseThrow().startsWith("batches of 1/2 and 3"));
        assertTrue(share.told(Device.gpu(1)).orElseThrow().endsWith("cuda:1"));
    }

    @Test
    void weightsThatLeaveNothingAreRefusedWithWhatHelps() {
        StepException refused =
                assertThrows(StepException.class, () -> MemoryShare.of(Device.gpu(0), 12 * GIB, 11 * GIB));

        assertTrue(refused.toString().contains("--device-memory"), refused.toString());
    }

    @Test
    void theCpuIsNotLimited() {
        assertEquals(new MemoryShare(GIB / 2, 0), MemoryShare.of(Device.cpu(), 1, 11 * GIB));
    }
}
