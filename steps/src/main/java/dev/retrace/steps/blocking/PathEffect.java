package dev.retrace.steps.blocking;

import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.effect.IndirectEffect;

/**
 * The effect of one restored h with one path blocked.
 *
 * @param answer the token whose probability is measured
 */
record PathEffect(Pair pair, Cell cell, int answer, IndirectEffect effect) {

    /** Where h is restored, and which path above it is blocked. */
    record Cell(Position position, int layer, Blocked blocked) {}
}
