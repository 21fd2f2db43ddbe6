package dev.retrace.steps.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IndirectEffectTest {

    @Test
    void thePapersFiguresDoNotSubtractTheLowProbability() {
        // high - low = 0.5; 0.375 / 0.5, and (0.375 - 0.25) / 0.5.
        IndirectEffect effect = new IndirectEffect(0.375f, 0.75f, 0.25f);

        assertEquals(0.75f, effect.paper());
        assertEquals(0.25f, effect.proper());
    }

    @Test
    void theProperEffectIsNoneLikeTheCorruptRunAndOneLikeTheClean() {
        assertEquals(0f, new IndirectEffect(0.25f, 0.75f, 0.25f).proper());
        assertEquals(1f, new IndirectEffect(0.75f, 0.75f, 0.25f).proper());
        assertEquals(-0.5f, new IndirectEffect(0f, 0.75f, 0.25f).proper());
    }

    @Test
    void runsThatAgreeHaveNoDefinedEffect() {
        assertEquals(Float.NaN, new IndirectEffect(0.5f, 0.5f, 0.5f).paper());
        assertEquals(Float.NaN, new IndirectEffect(0.5f, 0.5f, 0.5f).proper());
    }
}
