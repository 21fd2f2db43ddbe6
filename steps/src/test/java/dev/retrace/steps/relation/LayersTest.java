package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.steps.dataset.Refusal;
import dev.retrace.steps.model.Architecture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayersTest {

    private final Architecture five = new Architecture("tiny", 5, 96, 600, 1, Map.of(), Map.of());

    @Test
    void theEmbeddingComesFirstThenEveryLayerOrEverySecond() {
        assertEquals(List.of("emb", "0", "1", "2", "3", "4"), labels(List.of(), 1));
        assertEquals(List.of("emb", "0", "2", "4"), labels(List.of(), 2));
    }

    @Test
    void namedLayersComeInTheirOrder() {
        assertEquals(List.of("3", "emb"), labels(List.of("3", "emb"), 2));
    }

    @Test
    void whatIsNoLayerIsRefused() {
        Refusal.says(() -> labels(List.of("5"), 1), "the layers 0 to 4", "but layers names 5");
        assertThrows(IllegalArgumentException.class, () -> Layers.requireNames(List.of("01")));
        assertThrows(IllegalArgumentException.class, () -> Layers.requireNames(List.of("1", "1")));
    }

    private List<String> labels(List<String> names, int step) {
        return Layers.of(names, step, five).stream().map(Layers::label).toList();
    }
}
