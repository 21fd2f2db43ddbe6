package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.NaiveLanguageModel;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators and edits beside those by whole passes and differences, in double precision. */
class NaiveRelationTest {

    private static final Fact ANY = new Fact("r", "{} is", "subject", "object");
    private static final int RANK = 4;

    private final NDManager owner = TorchEngine.newManager(TestDevice.NAME);
    private final Random random = new Random(5);

    @AfterEach
    void close() {
        owner.close();
    }

    static Stream<ModelConfig> shapes() {
        return NaiveLanguageModel.shapes().stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void operatorsEqualDifferencesInEveryLayer(ModelConfig config) {
        List<InContextPrompt> train = List.of(prompt(6, 3), prompt(4, 3), prompt(5, 0));
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config)) {
            List<LinearOperator> expected = operators(twins.naive(), train);
            List<LinearOperator> found = operators(twins.model(), train);

            assertEquals(config.layers() + 1, found.size());
            for (int site = 0; site < found.size(); site++) {
                assertArrayEquals(
                        expected.get(site).matrix(owner).toFloatArray(),
                        found.get(site).matrix(owner).toFloatArray(),
                        1e-4f,
                        "W of place " + site);
                double[] zero = new double[config.width()];
                assertArrayEquals(
                        expected.get(site).estimate(zero, 1), found.get(site).estimate(zero, 1), 1e-3f);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void predictionsAndEditsEqualWholePasses(ModelConfig config) {
        List<InContextPrompt> tests = List.of(prompt(6, 3), prompt(4, 3), prompt(5, 0), prompt(7, 5));
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config)) {
            List<LinearOperator> operators = operators(twins.model(), tests.subList(0, 2));

            assertArrayEquals(estimated(twins.naive(), operators, tests), estimated(twins.model(), operators, tests));
            assertArrayEquals(edited(twins.naive(), operators, tests), edited(twins.model(), operators, tests));
        }
    }

    private static List<Site> sites(LanguageModel model) {
        return Layers.of(List.of(), 1, model.architecture());
    }

    private static List<LinearOperator> operators(LanguageModel model, List<InContextPrompt> train) {
        return new Jacobians(model, sites(model), () -> {}).mean(train);
    }

    private static int[][][] estimated(
            LanguageModel model, List<LinearOperator> operators, List<InContextPrompt> tests) {
        List<PromptStates> states = new StateReader(model, sites(model)).read(tests);
        int[][][] tokens = new int[operators.size()][][];
        for (int site = 0; site < tokens.length; site++) {
            tokens[site] =
                    new Faithfulness(model, List.of(0.0, 1.0, 3.0)).predictions(operators.get(site), site, states);
        }
        return tokens;
    }

    /** At ranks 0, which changes nothing, and 4. */
    private int[][][] edited(LanguageModel model, List<LinearOperator> operators, List<InContextPrompt> tests) {
        List<PromptStates> states = new StateReader(model, sites(model)).read(tests);
        List<Edit> edits = new ArrayList<>();
        for (int test = 0; test < states.size(); test++) {
            edits.add(new Edit(states.get(test), states.get((test + 1) % states.size())));
        }
        List<LowRankInverse> inverses = operators.stream()
                .map(operator -> LowRankInverse.of(operator, RANK, owner))
                .toList();
        return new Causality(model, owner, List.of(0, RANK)).predictions(sites(model), inverses, edits);
    }

    private InContextPrompt prompt(int length, int subjectLast) {
        return new InContextPrompt(
                ANY,
                "",
                random.ints(length, 0, NaiveLanguageModel.VOCABULARY).boxed().toList(),
                subjectLast);
    }
}
