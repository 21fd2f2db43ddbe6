package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.intervention.Site;

/** Sees the states of a layer under replay after their changes; may change them in place. */
interface Probe {

    /** Sees nothing. */
    Probe NONE = new Probe() {
        @Override
        public boolean differentiates() {
            return false;
        }

        @Override
        public void at(Site site, NDArray value) {}
    };

    /** Whether derivatives are taken, so that nothing may be overwritten that they need. */
    boolean differentiates();

    /** A state, (t, w). */
    void at(Site site, NDArray value);
}
