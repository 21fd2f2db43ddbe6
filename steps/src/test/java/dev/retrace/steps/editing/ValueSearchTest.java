package dev.retrace.steps.editing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.retrace.steps.editing.ValueSearch.End;
import dev.retrace.steps.editing.ValueSearch.Evaluation;
import dev.retrace.steps.editing.ValueSearch.Measured;
import dev.retrace.steps.tensor.Vector;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueSearchTest {

    private static final Vector BASE = new Vector(new double[] {3, 4}); // of length 5
    private static final Vector SLOPE = new Vector(new double[] {2, -8});
    private static final Hyperparameters.Stop LATE = new Hyperparameters.Stop(0.05, 0.9, 12);

    @Test
    void theFirstUpdateIsAsLongAsTheRateInEveryDirection() {
        ValueSearch search = new ValueSearch(Hyperparameters.PUBLISHED, BASE);

        search.take(measured(2, 0));

        assertArrayEquals(new double[] {-0.5, 0.5}, search.delta().toArray(), 1e-7);
    }

    @Test
    void theLossHasItsThreeParts() {
        ValueSearch search = new ValueSearch(Hyperparameters.PUBLISHED, BASE);
        search.take(measured(2, 0));

        search.take(new Measured(List.of(1.0, 3.0), 0.8, SLOPE));

        Evaluation second = search.evaluations().get(1);
        assertEquals(2, second.parts().likelihood()); // (1 + 3) / 2
        assertEquals(0.05, second.parts().divergence(), 1e-12); // 0.0625 * 0.8
        assertEquals(0.5 * Math.sqrt(0.5) / 25, second.parts().decay(), 1e-8); // 0.5 ‖(-0.5, 0.5)‖ / 5²
        assertEquals((Math.exp(-1) + Math.exp(-3)) / 2, second.probability(), 1e-12);
        assertEquals(Math.sqrt(0.5), second.norm(), 1e-7);
    }

    @Test
    void aChangeThatOutgrowsTheValueIsScaledBack() {
        Hyperparameters tight = new Hyperparameters(20, 0.5, 0.5, 0.1, 0.0625, LATE);
        ValueSearch search = new ValueSearch(tight, BASE);

        search.take(measured(2, 0));

        double side = 0.5 / Math.sqrt(2); // 0.1 * 5, in the direction (-1, 1)
        assertArrayEquals(new double[] {-side, side}, search.delta().toArray(), 1e-7);
    }

    @Test
    void twentyEvaluationsAreFollowedByNineteenUpdates() {
        ValueSearch search = new ValueSearch(Hyperparameters.PUBLISHED, BASE);
        for (int step = 0; step < 19; step++) {
            search.take(measured(2, 0));
        }
        Vector before = search.delta();
        assertNull(search.end());

        search.take(measured(2, 0));

        assertEquals(End.STEPS, search.end());
        assertArrayEquals(before.toArray(), search.delta().toArray());
    }

    @Test
    void aLowLossEndsTheSearchAtOnce() {
        ValueSearch search = new ValueSearch(Hyperparameters.PUBLISHED, BASE);

        search.take(measured(0.049, 0));

        assertEquals(End.LOSS, search.end());
        assertEquals(0, search.delta().norm());
    }

    @Test
    void aProbableTargetEndsTheSearchAfterStepTwelveOnly() {
        ValueSearch search = new ValueSearch(Hyperparameters.PUBLISHED, BASE);
        for (int step = 0; step <= 12; step++) {
            search.take(measured(0.1, 0)); // exp(-0.1) = 0.905
            assertNull(search.end());
        }

        search.take(measured(0.1, 0));

        assertEquals(End.PROBABILITY, search.end());
        assertEquals(14, search.evaluations().size());
    }

    private static Measured measured(double nll, double divergence) {
        return new Measured(List.of(nll), divergence, SLOPE);
    }
}
