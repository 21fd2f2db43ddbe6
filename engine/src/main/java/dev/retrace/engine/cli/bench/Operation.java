package dev.retrace.engine.cli.bench;

/** What is measured of a contender, in this order: each works on what the one before has left. */
enum Operation {
    COLD("cold"),
    UP_TO_DATE("up to date"),
    ONE_STALE("one stale"),
    PLAN("plan only"),
    REINDEX("reindex");

    private final String words;

    Operation(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
