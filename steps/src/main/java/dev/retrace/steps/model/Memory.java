package dev.retrace.steps.model;

/** What a block remembers of every token, so that it can go on after any of them. */
enum Memory {
    /** What the convolution sees. */
    CONVOLUTION,
    /** Mamba: the state of the scan after the token, where that does not take too much room. */
    STATE,
    /** Mamba: the state of the scan before one token of each prompt, (f, w). */
    START,
    /** Mamba and Mamba-2: the step size Δ. */
    STEP,
    /** Mamba: what the scan is driven by, Δ c. */
    DRIVE,
    /** Mamba: B. */
    IN,
    /** Mamba and Mamba-2: C. */
    OUT,
    /** What later tokens compare with: of attention k, of Mamba-2 B. */
    KEYS,
    /** What later tokens take: of attention v, of Mamba-2 Δ x. */
    VALUES,
    /** Mamba-2: the logarithm of what is left of the state at this token. */
    DECAY
}
