package dev.retrace.steps.knockout;

/**
 * What one knockout does to the target's probability.
 *
 * @param clean its probability without, from the same kind of run
 * @param knocked its probability with
 */
record Change(Question question, Cell cell, Reading clean, Reading knocked) {

    /**
     * A probability and whether none is greater.
     *
     * @param top as the authors' code: equal is enough
     */
    record Reading(float probability, boolean top) {}

    /**
     * What is knocked out.
     *
     * @param start the lowest layer of the window
     */
    record Cell(Group source, ChannelChoice channels, int window, int start) {}

    /** The change in percent of the clean probability: the paper's metric; NaN if that is 0. */
    double percent() {
        return 100.0 * ((double) knocked.probability() - clean.probability()) / clean.probability();
    }

    /** The absolute change: what the paper's heat maps show. */
    double difference() {
        return (double) knocked.probability() - clean.probability();
    }
}
