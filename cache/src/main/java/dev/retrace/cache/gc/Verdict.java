package dev.retrace.cache.gc;

/** What becomes of a record, and why. */
public enum Verdict {
    /** Kept: a run that is kept, or a person, needs it. */
    ROOT,
    /** Kept: somebody may be about to use it. */
    YOUNG,
    /** Kept: there is room for it. */
    WITHIN_BUDGET,
    /** To go. */
    GOES
}
