package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.tensor.Tape;

/** Sees the states of a layer under replay after their changes; may change them in place. */
interface Probe {

    /** Sees nothing. */
    Probe NONE = new Probe() {
        @Override
        public Tape tape() {
            return Tape.NONE;
        }

        @Override
        public void at(Site site, NDArray value) {}
    };

    /** Where the layer is recorded, to be differentiated. */
    Tape tape();

    /** A state, (t, w). */
    void at(Site site, NDArray value);
}
