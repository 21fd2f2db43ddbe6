package dev.retrace.steps.editing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.editing.request.EditRequest;
import dev.retrace.steps.editing.request.EditRequest.Prompt;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.NaiveLanguageModel;
import dev.retrace.steps.tensor.TorchEngine;
import dev.retrace.steps.tensor.Vector;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Edits of several requests at once, in every family. */
class EditorTest {

    private static final Hyperparameters SHORT =
            new Hyperparameters(5, 0.5, 0.5, 3, 0.0625, Hyperparameters.PUBLISHED.stop());

    private final Random random = new Random(5);

    static List<ModelConfig> shapes() {
        return NaiveLanguageModel.shapes();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void requestsEditedTogetherComeOutAsEachAlone(ModelConfig config) {
        List<EditRequest> requests = List.of(request("a", 1), request("b", 3), request("c", 2));
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config)) {
            for (Weight weight : twins.model().architecture().weights().keySet()) {
                if (weight != Weight.W_UP) {
                    EditSite site = EditSite.of(
                            weight, config.layers() - 2, twins.model().architecture());
                    List<Edit> together = edits(twins.model(), site, requests);
                    for (int i = 0; i < requests.size(); i++) {
                        Edit alone = edits(twins.model(), site, requests.subList(i, i + 1))
                                .get(0);
                        assertSame(alone, together.get(i), site + ", " + alone.name());
                    }
                }
            }
        }
    }

    private static void assertSame(Edit alone, Edit together, String where) {
        assertEquals(alone.name(), together.name());
        for (int step = 0; step < alone.search().evaluations().size(); step++) {
            double loss = alone.search().evaluations().get(step).loss();
            assertEquals(loss, together.search().evaluations().get(step).loss(), 1e-5 * Math.max(1, loss), where);
        }
        assertNear(alone.u(), together.u(), where + ", u");
        assertNear(alone.value(), together.value(), where + ", v*");
    }

    private static void assertNear(Vector expected, Vector found, String where) {
        double apart = found.plus(expected, -1).norm();
        assertTrue(apart <= 1e-5 * Math.max(1, expected.norm()), () -> where + ": apart by " + apart);
    }

    private static List<Edit> edits(LanguageModel model, EditSite site, List<EditRequest> requests) {
        int inputs = site.inputs(model.architecture());
        NDManager owner = TorchEngine.newManager(TestDevice.NAME);
        double[] diagonal = new double[inputs * inputs];
        for (int i = 0; i < inputs; i++) {
            diagonal[i * inputs + i] = 1 + i;
        }
        try (Editor editor = new Editor(model, site, SHORT, owner.create(diagonal, new Shape(inputs, inputs)), 0)) {
            return editor.edits(requests);
        }
    }

    private EditRequest request(String name, int targets) {
        List<Prompt> contexts = IntStream.range(0, 3)
                .mapToObj(context -> new Prompt(ids(4 + context), 1 + context))
                .toList();
        return new EditRequest(name, contexts, new Prompt(ids(4), 2), ids(targets));
    }

    private List<Integer> ids(int length) {
        return random.ints(length, 0, NaiveLanguageModel.VOCABULARY).boxed().toList();
    }
}
