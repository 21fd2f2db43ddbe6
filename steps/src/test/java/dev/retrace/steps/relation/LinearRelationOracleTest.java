package dev.retrace.steps.relation;

import static dev.retrace.steps.relation.RelationOracle.assertClose;
import static dev.retrace.steps.relation.RelationOracle.assertMatrix;
import static dev.retrace.steps.relation.RelationOracle.assertSummary;
import static dev.retrace.steps.relation.RelationOracle.assertValues;
import static dev.retrace.steps.relation.RelationOracle.assertVector;
import static dev.retrace.steps.relation.RelationOracle.facts;
import static dev.retrace.steps.relation.RelationOracle.ids;
import static dev.retrace.steps.relation.RelationOracle.prompts;
import static dev.retrace.steps.relation.RelationOracle.sites;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tensor.TorchEngine;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Operators, predictions and edits against an independent implementation in double precision. */
class LinearRelationOracleTest {

    /** A prediction by less is decided by rounding. */
    private static final double MARGIN = 1e-3;

    private static final Fact ANY = new Fact("relation", "{} is", "subject", "object");

    private final NDManager owner = TorchEngine.newManager(TestDevice.NAME);

    @AfterEach
    void close() {
        owner.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void aSmallRandomModelAgreesInEveryNumber(String name) throws Exception {
        Path tiny = Path.of(Objects.requireNonNull(LinearRelationOracleTest.class.getResource("/" + name))
                .toURI());
        JsonNode oracle = JsonMapper.shared().readTree(tiny.resolve("lre.json").toFile());
        List<InContextPrompt> train = prompts(oracle.get("train"), ANY);
        List<InContextPrompt> tests = prompts(oracle.get("test"), ANY);
        try (LanguageModel model = ModelLoader.ofFolder(tiny, TestDevice.NAME)) {
            List<Site> sites = sites(oracle.get("results"));
            List<LinearOperator> operators = new Jacobians(model, sites, () -> {}).mean(train);
            List<PromptStates> trained = new StateReader(model, sites).read(train);
            List<PromptStates> states = new StateReader(model, sites).read(tests);
            for (int site = 0; site < sites.size(); site++) {
                JsonNode expected = oracle.get("results").get(site);
                assertMatrix(expected.get("W"), operators.get(site), owner);
                assertVector(expected.get("b"), operators.get(site).estimate(new double[32], 1), "b");
                assertStates(expected.get("train"), trained, site);
                assertStates(expected.get("test"), states, site);
                assertValues(expected.get("singular_values"), inverse(operators.get(site), 32));
            }
            assertJacobians(oracle, model, sites, train);
            assertPredictions(oracle.get("results"), oracle.get("betas"), model, operators, states, "predictions");
            assertEdits(oracle, oracle.get("results"), model, operators, states, "causality");
        }
    }

    @Test
    void aTrainedModelAgreesOnThreeRelations() throws Exception {
        JsonNode oracle = JsonMapper.shared()
                .readTree(
                        SharedFolder.require("oracles/lre-facts-mamba-13m.json").toFile());
        Path folder = SharedFolder.require("models/facts-mamba-13m");
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME);
                Tokenizer tokenizer = Tokenizer.load(folder.resolve("tokenizer.json"))) {
            InContextPrompt.Writer writer =
                    new InContextPrompt.Writer("<|endoftext|> ", tokenizer, model.architecture());
            for (JsonNode relation : oracle.get("relations")) {
                assertRelation(relation, oracle, model, writer);
            }
        }
    }

    private void assertRelation(
            JsonNode relation, JsonNode oracle, LanguageModel model, InContextPrompt.Writer writer) {
        List<Fact> examples = facts(relation, "examples");
        List<InContextPrompt> train = new ArrayList<>();
        for (Fact example : examples) {
            train.add(writer.of(
                    examples.stream().filter(other -> !other.equals(example)).toList(), example));
        }
        assertSame(relation.get("train"), train);
        List<InContextPrompt> tests = facts(relation, "test").stream()
                .map(fact -> writer.of(examples, fact))
                .toList();
        assertSame(relation.get("test"), tests);
        List<Site> sites = sites(relation.get("layers"));
        List<LinearOperator> operators = new Jacobians(model, sites, () -> {}).mean(train);
        List<PromptStates> states = new StateReader(model, sites).read(tests);
        for (int test = 0; test < tests.size(); test++) {
            int answer = relation.get("test").get(test).get("answer").intValue();
            assertEquals(answer, states.get(test).answer());
            assertTrue(tests.get(test).fact().isBegunBy(writer.tokenizer().text(answer)));
        }
        for (int site = 0; site < sites.size(); site++) {
            JsonNode expected = relation.get("layers").get(site);
            assertSummary(expected.get("W"), operators.get(site), owner);
            assertVector(expected.get("b"), operators.get(site).estimate(new double[320], 1), "b");
            LowRankInverse inverse = inverse(operators.get(site), 64);
            assertValues(expected.get("singular_values_first16"), inverse);
            assertClose(expected.get("singular_value_64").doubleValue(), inverse.values()[63], "singular value 64");
        }
        assertPredictions(relation.get("layers"), oracle.get("betas"), model, operators, states, "predictions");
        assertEdits(relation, relation.get("layers"), model, operators, states, "causal_predictions");
    }

    private static void assertSame(JsonNode expected, List<InContextPrompt> written) {
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(
                    expected.get(i).get("text").stringValue(), written.get(i).text());
            assertEquals(ids(expected.get(i)), written.get(i).ids());
            assertEquals(
                    expected.get(i).get("subject_last").intValue(),
                    written.get(i).subjectLast());
        }
    }

    private static void assertStates(JsonNode expected, List<PromptStates> states, int site) {
        for (int i = 0; i < expected.size(); i++) {
            assertVector(expected.get(i).get("h"), states.get(i).h(site), "h");
            assertVector(expected.get(i).get("z"), states.get(i).z(), "z");
        }
    }

    private static void assertJacobians(
            JsonNode oracle, LanguageModel model, List<Site> sites, List<InContextPrompt> train) {
        for (int i = 0; i < train.size(); i++) {
            List<LinearOperator> single = new Jacobians(model, sites, () -> {}).mean(List.of(train.get(i)));
            for (int site = 0; site < sites.size(); site++) {
                JsonNode expected = oracle.get("results").get(site).get("train").get(i);
                assertClose(
                        expected.get("J_frobenius").doubleValue(),
                        single.get(site).norm(),
                        "J");
            }
        }
    }

    private static void assertPredictions(
            JsonNode layers,
            JsonNode betas,
            LanguageModel model,
            List<LinearOperator> operators,
            List<PromptStates> tests,
            String name) {
        List<Double> factors = betas.valueStream().map(JsonNode::doubleValue).toList();
        for (int site = 0; site < operators.size(); site++) {
            int[][] tokens = new Faithfulness(model, factors).predictions(operators.get(site), site, tests);
            for (int beta = 0; beta < factors.size(); beta++) {
                for (int test = 0; test < tests.size(); test++) {
                    String key = betas.get(beta).toString();
                    JsonNode expected = layers.get(site).path(name).path(key).isMissingNode()
                            ? layers.get(site)
                                    .get("test")
                                    .get(test)
                                    .get("predictions")
                                    .get(key)
                            : layers.get(site).get(name).get(key).get(test);
                    assertToken(expected, tokens[test][beta], "beta " + key);
                }
            }
        }
    }

    /**
     * At ranks that W has. A transformer's norms take the mean away, so its W does not see one direction of h;
     *
     * there the expected numbers divide by 7e-17, which is rounding.
     */
    private void assertEdits(
            JsonNode oracle,
            JsonNode layers,
            LanguageModel model,
            List<LinearOperator> operators,
            List<PromptStates> tests,
            String name) {
        List<Integer> ranks = layers.get(0).get(name).propertyNames().stream()
                .map(Integer::valueOf)
                .sorted()
                .toList();
        List<Edit> edits = new ArrayList<>();
        for (int test = 0; test < tests.size(); test++) {
            edits.add(new Edit(
                    tests.get(test), tests.get(oracle.get("targets").get(test).intValue())));
        }
        List<LowRankInverse> inverses = operators.stream()
                .map(operator -> inverse(operator, ranks.get(ranks.size() - 1)))
                .toList();
        int[][][] tokens = new Causality(model, owner, ranks).predictions(sites(layers), inverses, edits);
        for (int site = 0; site < layers.size(); site++) {
            for (int rank = 0;
                    rank < ranks.size() && ranks.get(rank) <= inverses.get(site).rank();
                    rank++) {
                JsonNode expected =
                        layers.get(site).get(name).get(ranks.get(rank).toString());
                for (int test = 0; test < edits.size(); test++) {
                    assertToken(expected.get(test), tokens[site][test][rank], "rank " + ranks.get(rank));
                }
            }
        }
    }

    private static void assertToken(JsonNode expected, int token, String where) {
        if (expected.get("margin").doubleValue() > MARGIN) {
            assertEquals(expected.get("token").intValue(), token, () -> where + ": " + expected);
        }
    }

    private LowRankInverse inverse(LinearOperator operator, int most) {
        return LowRankInverse.of(operator, most, owner);
    }
}
