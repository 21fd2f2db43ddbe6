package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.model.NaiveLanguageModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearRelationStepTest {

    /** Tiny models are narrower than 512: the widest ranks do not exist there. */
    @Test
    void whatIsNotGivenIsAsPublished() {
        ModelConfig config = NaiveLanguageModel.shapes().get(0);
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config)) {
            Grid grid = parameters(5, 4, List.of(), List.of()).grid(twins.model());

            assertEquals(25, grid.betas().size());
            assertEquals(0, grid.betas().get(0));
            assertEquals(0.5, grid.betas().get(1));
            assertEquals(12, grid.betas().get(24));
            assertEquals(List.of(0, 8), grid.ranks()); // of a width of 10
            assertEquals(config.layers() + 1, grid.sites().size());
        }
    }

    @Test
    void ranksAreTakenInAscendingOrder() {
        assertEquals(
                List.of(0, 4, 8), parameters(5, 4, List.of(), List.of(8, 0, 4)).ranks());
    }

    @Test
    void parametersThatMakeNoSenseAreRefused() {
        assertRefused("examples is at least 1, and context from 0 to one less, but they are 5 and 5", 5, List.of());
        assertRefused("betas are finite numbers, but are [NaN]", 4, List.of(Double.NaN));
        assertRefused("betas and ranks name each but once, but are [1.0, 1.0] and []", 4, List.of(1.0, 1.0));
        assertThrows(IllegalArgumentException.class, () -> parameters(5, 4, List.of(), List.of(-8)));
        assertThrows(IllegalArgumentException.class, () -> parameters(0, 0, List.of(), List.of()));
    }

    private static void assertRefused(String message, int context, List<Double> betas) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> parameters(5, context, betas, List.of()))
                        .getMessage());
    }

    private static LinearRelationStep.Parameters parameters(
            int examples, int context, List<Double> betas, List<Integer> ranks) {
        return new LinearRelationStep.Parameters(3, 0, 0, examples, context, 0, List.of(), 1, betas, ranks, "");
    }
}
