package dev.retrace.steps.model;

/** What a block remembers of every token, so that it can go on after any of them. */
enum Memory {
    /** What the convolution sees. */
    CONVOLUTION,
    /** Mamba: the state of the scan after the token. */
    STATE,
    /** Mamba, where states take too much room: the step size Δ. */
    STEP,
    /** Mamba, likewise: Δ c. */
    DRIVE,
    /** Mamba, likewise: B. */
    IN,
    /** What later tokens compare with: of attention k, of Mamba-2 B. */
    KEYS,
    /** What later tokens take: of attention v, of Mamba-2 Δ x. */
    VALUES,
    /** Mamba-2: the logarithm of what is left of the state at this token. */
    DECAY
}
