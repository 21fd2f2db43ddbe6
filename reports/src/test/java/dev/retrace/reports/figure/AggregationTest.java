package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.Aggregation.Columns;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregationTest {

    private static final Bootstrap NORMAL = new Bootstrap(0, 0);

    private static final Columns COLUMNS = new Columns("layer", "bucket", "ie", "fact");

    /**
     * Fact a has two tokens of a kind, with 2 and 4, so 3; fact b has one, with 9. Their mean is 6 (5 if
     * tokens were pooled), their deviations -3 and 3, so the standard error is sqrt(18 / 1 / 2) = 3.
     */
    @Test
    void aFactWithManyTokensWeighsNoMoreThanOneWithFew() {
        Table table = effects()
                .row("a", 0, "further", 2)
                .row("a", 0, "further", 4)
                .row("b", 0, "further", 9)
                .build();

        Estimate estimate =
                Aggregation.of(table, COLUMNS, 0, NORMAL).at("0", "further").orElseThrow();

        assertEquals(6, estimate.mean());
        assertEquals(3, estimate.standardError());
        assertEquals(2, estimate.n());
    }

    @Test
    void aFactWithoutATokenOfAKindIsLeftOutOfThatKindOnly() {
        Table table = effects()
                .row("a", 0, "prefix", 4)
                .row("a", 0, "last", 1)
                .row("b", 0, "last", 3)
                .build();

        Aggregate aggregate = Aggregation.of(table, COLUMNS, 0, NORMAL);

        assertEquals(
                new Estimate(4, Double.NaN, 1, Bootstrap.Interval.NONE),
                aggregate.at("0", "prefix").orElseThrow());
        assertEquals(
                new Estimate(2, 1, 2, new Bootstrap.Interval(2 - 1.96, 2 + 1.96)),
                aggregate.at("0", "last").orElseThrow());
        assertTrue(aggregate.at("0", "further").isEmpty());
    }

    @Test
    void theGuardLeavesOutFactsWhoseEffectIsDividedByNextToNothing() {
        Table table = guarded()
                .row("a", 0, "last", 1, 0.9, 0.1)
                .row("b", 0, "last", 500, 0.5, 0.499)
                .row("c", 0, "last", 3, 0.6, 0.5)
                .build();

        Aggregate aggregate = Aggregation.of(table, COLUMNS, 0.05, NORMAL);

        assertEquals(2, aggregate.at("0", "last").orElseThrow().mean());
        assertEquals(3, aggregate.sample().total());
        assertEquals(2, aggregate.sample().used());
        assertEquals(
                List.of(new FigureDocument.Dropped(1, "fact", "p_high − p_low is below 0.05")), aggregate.dropped());
    }

    @Test
    void withoutAGuardEveryFactCountsAsPublished() {
        Table table = guarded()
                .row("a", 0, "last", 1, 0.9, 0.1)
                .row("b", 0, "last", -501, 0.5, 0.501)
                .build();

        assertEquals(
                -250,
                Aggregation.of(table, COLUMNS, 0, NORMAL)
                        .at("0", "last")
                        .orElseThrow()
                        .mean());
    }

    @Test
    void undefinedValuesAreLeftOutAndCounted() {
        Table table = effects()
                .row("a", 0, "last", 1)
                .row("a", 0, "last", Double.NaN)
                .row("b", 0, "last", Double.POSITIVE_INFINITY)
                .build();

        Aggregate aggregate = Aggregation.of(table, COLUMNS, 0, NORMAL);

        assertEquals(1, aggregate.at("0", "last").orElseThrow().mean());
        assertEquals(1, aggregate.sample().used());
        assertEquals(
                List.of(new FigureDocument.Dropped(2, "rows", "the value is not a finite number")),
                aggregate.dropped());
    }

    @Test
    void factsAreCountedByRelation() {
        Table table = Table.of("fact", "relation", "layer", "bucket", "ie")
                .row("a", "capital", 0, "last", 1)
                .row("a", "capital", 1, "last", 1)
                .row("b", "capital", 0, "last", 1)
                .row("c", "sport", 0, "last", 1)
                .build();

        assertEquals(
                List.of(new FigureDocument.Group("capital", 2), new FigureDocument.Group("sport", 1)),
                Aggregation.of(table, COLUMNS, 0, NORMAL).sample().groups());
    }

    @Test
    void aMissingColumnIsToldWithThoseThereAre() {
        Table table = Table.of("fact", "layer").row("a", 0).build();

        assertRefused(
                "table: there is no column 'bucket'; it has fact, layer. Name one of these under 'with'", table, 0);
    }

    @Test
    void anEmptyTableIsRefused() {
        assertRefused(
                "table: it has no rows, so there is nothing to draw; look at the step that made it with 'retrace show'",
                effects().build(),
                0);
    }

    @Test
    void aTextAmongNumbersIsToldWithItsRow() {
        Table table =
                effects().row("a", 0, "last", 1).row("a", 0, "last", "much").build();

        assertRefused(
                "table: row 2 of column 'ie' is 'much', which is not a number; an undefined number is left empty",
                table,
                0);
    }

    @Test
    void aColumnWithoutAnyNumberIsRefused() {
        Table table = effects().row("a", 0, "last", Double.NaN).build();

        assertRefused(
                "table: column 'ie' holds no finite number in any of the 1 rows; name another under 'value'", table, 0);
    }

    @Test
    void aGuardThatLeavesNothingIsRefused() {
        Table table = guarded().row("a", 0, "last", 1, 0.5, 0.4).build();

        assertRefused(
                "table: no fact is left, since all 1 either have p_high - p_low below the guard of 0.9"
                        + " or no finite value; lower 'guard'",
                table,
                0.9);
    }

    private static void assertRefused(String message, Table table, double guard) {
        StepException refusal = assertThrows(StepException.class, () -> Aggregation.of(table, COLUMNS, guard, NORMAL));
        assertEquals(message, refusal.getMessage());
    }

    private static Table.Builder effects() {
        return Table.of("fact", "layer", "bucket", "ie");
    }

    private static Table.Builder guarded() {
        return Table.of("fact", "layer", "bucket", "ie", "p_high", "p_low");
    }
}
