package dev.retrace.steps.knockout.baseline;

import dev.retrace.engine.table.Table;

/**
 * One probability that is expected.
 *
 * @param place what it is of; without knockout all but the fact is empty
 * @param clean the fact's probability without knockout
 */
record Expected(Place place, double clean, double probability) {

    /** The source of a probability without knockout. */
    static final String NOTHING = "none";

    /** Which knockout of which fact, as tables write it. */
    record Place(String fact, String target, String source, String channels, String window, String start) {

        /** Of a row of expected or of measured values. */
        static Place of(Table table, int row) {
            return new Place(
                    table.text(row, "fact"),
                    table.text(row, "to"),
                    table.text(row, "from"),
                    table.text(row, "channels"),
                    table.text(row, "window"),
                    table.text(row, "start"));
        }

        /** That of a fact without knockout. */
        static Place unchanged(String fact) {
            return new Place(fact, "", NOTHING, "", "", "");
        }

        /** What figures call the curve: {@code last ← subject, keep-fast}. */
        String curve() {
            return source.equals(NOTHING)
                    ? "without knockout"
                    : target + " ← " + source + (channels.equals("all") ? "" : ", " + channels);
        }
    }

    static Expected of(Table table, int row) {
        return new Expected(Place.of(table, row), table.number(row, "p_clean"), table.number(row, "p"));
    }
}
