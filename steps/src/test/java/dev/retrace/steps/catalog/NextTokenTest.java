package dev.retrace.steps.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.dataset.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class NextTokenTest {

    /** With logits ln 2, ln 1, ln 5, ln 2 the probabilities are 2, 1, 5, 2 tenths. */
    @Test
    void theMostProbableComeFirstAndOfEqualOnesTheLowerId() {
        float[] logits = {(float) Math.log(2), 0, (float) Math.log(5), (float) Math.log(2)};

        List<NextToken> best = NextToken.best(logits, 3);

        assertEquals(List.of(2, 0, 3), best.stream().map(NextToken::id).toList());
        assertEquals(0.5, best.get(0).probability(), 1e-7);
        assertEquals(0.2, best.get(1).probability(), 1e-7);
        assertEquals(logits[3], best.get(2).logit());
    }

    @Test
    void largeLogitsDoNotOverflow() {
        List<NextToken> best = NextToken.best(new float[] {1000, 1000}, 5);

        assertEquals(2, best.size());
        assertEquals(0.5, best.get(1).probability());
    }

    @Test
    void whatIsNoNumberIsRefused() {
        Refusal.says(() -> NextToken.best(new float[] {0, Float.NaN}, 1), "the model gives token 1 the logit NaN");
    }
}
