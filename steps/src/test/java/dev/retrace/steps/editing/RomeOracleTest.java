package dev.retrace.steps.editing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.covariance.OracleMoments;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.editing.EditScores.Outcome;
import dev.retrace.steps.editing.ValueSearch.Evaluation;
import dev.retrace.steps.editing.request.EditRequest;
import dev.retrace.steps.editing.request.EditRequest.Prompt;
import dev.retrace.steps.intervention.Intervention.RankOne;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tensor.TorchEngine;
import dev.retrace.steps.tensor.Vector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Edits of rank one against an independent implementation in double precision, to the last vector. */
class RomeOracleTest {

    private static final Map<String, String> ENDS = Map.of("loss", "LOSS", "steps", "STEPS", "prob", "PROBABILITY");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void aSmallRandomModelAgreesOnEveryEdit(String name) throws Exception {
        Path tiny = Path.of(Objects.requireNonNull(RomeOracleTest.class.getResource("/" + name))
                .toURI());
        JsonNode oracle = JsonMapper.shared().readTree(tiny.resolve("rome.json").toFile());
        assertAllAgree(tiny, oracle, List.of(oracle));
    }

    @ParameterizedTest
    @ValueSource(strings = {"facts-mamba-13m", "facts-neox-20m"})
    void aTrainedModelAgreesOnEveryEdit(String name) throws IOException {
        Path file = SharedFolder.require("oracles/rome-" + name + ".json");
        JsonNode oracle = JsonMapper.shared().readTree(file.toFile());
        List<JsonNode> all = oracle.get("facts").valueStream().toList();
        boolean every = Boolean.getBoolean("retrace.test.all"); // a minute and a half more
        List<JsonNode> facts = IntStream.range(0, all.size())
                .filter(fact -> every || fact % 2 == 0)
                .mapToObj(all::get)
                .toList();
        assertAllAgree(SharedFolder.require("models/" + name), oracle, facts);
    }

    /** All facts of one matrix and ridge at once, as the step does. */
    private void assertAllAgree(Path folder, JsonNode oracle, List<JsonNode> facts) throws IOException {
        Hyperparameters hyper = hyper(oracle.get("hyper"));
        List<EditRequest> requests = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            requests.add(request("fact " + i, facts.get(i).get("request")));
        }
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME);
                OracleMoments moments = new OracleMoments(model, oracle.get("covariance"), this.folder)) {
            for (int number = 0; number < facts.get(0).get("cases").size(); number++) {
                JsonNode first = facts.get(0).get("cases").get(number);
                EditSite site = site(first, model);
                double ridge = first.get("ridge").doubleValue();
                NDManager owner = TorchEngine.newManager(TestDevice.NAME);
                try (Editor editor = new Editor(model, site, hyper, moments.of(owner, site.matrix()), ridge)) {
                    List<Edit> edits = editor.edits(requests);
                    for (int i = 0; i < facts.size(); i++) {
                        JsonNode expected = facts.get(i).get("cases").get(number);
                        String where = site.matrix() + ", ridge " + ridge + ", fact " + i + ": ";
                        assertAgrees(expected, edits.get(i), where);
                        if (expected.has("gradient_step0")) {
                            Vector slope = slope(model, site, hyper, requests.get(i));
                            assertClose(expected.get("gradient_step0"), slope, where + "gradient");
                        }
                    }
                    assertScoresAgree(model, site, facts, number, edits);
                }
            }
        }
    }

    private static void assertAgrees(JsonNode expected, Edit edit, String where) {
        assertClose(expected.get("k"), edit.origin().key(), where + "k");
        assertClose(expected.get("u"), edit.u(), where + "u");
        assertClose(expected.get("r"), edit.r(), where + "r");
        assertClose(expected.get("k0_dot_u").doubleValue(), edit.origin().overlap(), where + "k0 u");
        if (!expected.has("steps")) { // only the ridge differs
            return;
        }
        assertClose(expected.get("v0"), edit.origin().value(), where + "v0");
        assertClose(expected.get("vstar"), edit.value(), where + "v*");
        List<Evaluation> evaluations = edit.search().evaluations();
        assertEquals(expected.get("steps").size(), evaluations.size(), where + "evaluations");
        assertEquals(
                ENDS.get(expected.get("stop").stringValue()),
                String.valueOf(edit.search().end()),
                where + "end");
        for (int step = 0; step < evaluations.size(); step++) {
            JsonNode at = expected.get("steps").get(step);
            Evaluation found = evaluations.get(step);
            assertClose(at.get("loss").doubleValue(), found.loss(), where + "loss of step " + step);
            assertClose(at.get("nll").doubleValue(), found.parts().likelihood(), where + "nll of step " + step);
            assertClose(at.get("kl").doubleValue(), found.parts().divergence(), where + "kl of step " + step);
            assertClose(at.get("decay").doubleValue(), found.parts().decay(), where + "decay of step " + step);
            assertClose(at.get("prob").doubleValue(), found.probability(), where + "probability of step " + step);
            assertClose(at.get("delta_norm").doubleValue(), found.norm(), where + "length of step " + step);
        }
    }

    private static Vector slope(LanguageModel model, EditSite site, Hyperparameters hyper, EditRequest request) {
        try (RequestRun run = new RequestRun(model, site, List.of(request));
                NDManager owner = TorchEngine.newManager(TestDevice.NAME)) {
            Vector zero = Vector.zeros(run.value(0).size());
            return new SearchBatch(model, site, hyper, owner, run)
                    .measure(List.of(0), List.of(zero))
                    .get(0)
                    .slope();
        }
    }

    /** All facts' prompts in one batch, each under its own fact's edit. */
    private static void assertScoresAgree(
            LanguageModel model, EditSite site, List<JsonNode> facts, int number, List<Edit> edits) {
        try (NDManager owner = TorchEngine.newManager(TestDevice.NAME)) {
            Questions questions = new Questions(model);
            List<RankOne> changes = new ArrayList<>();
            for (int i = 0; i < facts.size(); i++) {
                JsonNode request = facts.get(i).get("request");
                changes.add(new RankOne(
                        site.matrix().weight(),
                        site.matrix().layer(),
                        owner.create(edits.get(i).u().narrow()),
                        owner.create(edits.get(i).r().narrow())));
                for (List<Integer> prompt : prompts(request)) {
                    questions.ask(prompt, ids(request.get("target_new_ids")), i);
                    questions.ask(prompt, ids(request.get("target_true_ids")), i);
                }
            }
            List<Questions.Answer> answers = questions.answers(changes);
            int next = 0;
            for (JsonNode fact : facts) {
                JsonNode expected = fact.get("cases").get(number);
                int size = 2 * prompts(fact.get("request")).size();
                assertScoresAgree(
                        expected,
                        answers.subList(next, next + size),
                        site.matrix().toString());
                next += size;
            }
        }
    }

    private static void assertScoresAgree(JsonNode expected, List<Questions.Answer> answers, String where) {
        int next = 0;
        for (Probe.Kind kind : Probe.Kind.values()) {
            JsonNode after = expected.get("after").get(kind.label());
            double successes = 0;
            for (int i = 0; i < after.size(); i++) {
                Questions.Answer ofNew = answers.get(next++);
                Questions.Answer ofTrue = answers.get(next++);
                String place = where + ", " + kind + " " + i;
                assertClose(
                        after.get(i).get("nll_new").doubleValue(), ofNew.after().nll(), place + ", new");
                assertClose(
                        after.get(i).get("nll_true").doubleValue(),
                        ofTrue.after().nll(),
                        place + ", true");
                if (expected.has("before")) {
                    JsonNode before = expected.get("before").get(kind.label()).get(i);
                    assertClose(
                            before.get("nll_new").doubleValue(), ofNew.before().nll(), place + ", new before");
                    assertClose(
                            before.get("nll_true").doubleValue(),
                            ofTrue.before().nll(),
                            place + ", true before");
                }
                successes += new Outcome(ofNew.after(), ofTrue.after(), kind.wantsNew()).success() ? 1 : 0;
            }
            String score = Map.of("rewrite", "ES", "paraphrase", "PS", "neighborhood", "NS")
                    .get(kind.label());
            assertEquals(expected.get("after").get(score).doubleValue(), successes / after.size(), 1e-9, where);
        }
    }

    private static List<List<Integer>> prompts(JsonNode request) {
        List<List<Integer>> prompts = new ArrayList<>();
        prompts.add(ids(request.get("rewrite_ids")));
        request.get("paraphrase_ids").forEach(ids -> prompts.add(ids(ids)));
        request.get("neighborhood_ids").forEach(ids -> prompts.add(ids(ids)));
        return prompts;
    }

    static EditRequest request(String name, JsonNode request) {
        List<Prompt> contexts = new ArrayList<>();
        request.get("templates")
                .forEach(each -> contexts.add(
                        new Prompt(ids(each.get("ids")), each.get("lookup").intValue())));
        Prompt essence =
                new Prompt(ids(request.get("kl_ids")), request.get("kl_lookup").intValue());
        return new EditRequest(name, contexts, essence, ids(request.get("target_new_ids")));
    }

    private static Hyperparameters hyper(JsonNode hyper) {
        return new Hyperparameters(
                hyper.get("steps").intValue(),
                hyper.get("lr").doubleValue(),
                hyper.get("weight_decay").doubleValue(),
                hyper.get("clamp").doubleValue(),
                hyper.get("kl_factor").doubleValue(),
                new Hyperparameters.Stop(
                        hyper.get("stop_loss").doubleValue(),
                        hyper.get("stop_prob").doubleValue(),
                        hyper.get("stop_prob_after").intValue()));
    }

    private static EditSite site(JsonNode expected, LanguageModel model) {
        Weight weight = Weight.valueOf(expected.get("matrix").stringValue().toUpperCase(Locale.ROOT));
        return EditSite.of(weight, expected.get("layer").intValue(), model.architecture());
    }

    private static List<Integer> ids(JsonNode ids) {
        return ids.valueStream().map(JsonNode::intValue).toList();
    }

    /** Of a vector: its length, and its difference against that, as far as the oracle has its elements. */
    private static void assertClose(JsonNode expected, Vector found, String where) {
        double length = expected.get("norm").doubleValue();
        assertClose(length, found.norm(), where + ", length");
        double[] values = expected.get(expected.has("full") ? "full" : "first8")
                .valueStream()
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
        Vector begin = new Vector(Arrays.copyOf(found.toArray(), values.length));
        double apart = begin.plus(new Vector(values), -1).norm();
        assertTrue(
                apart <= 1e-5 + 1e-3 * length,
                () -> where + ": is " + apart + " away from a vector of length " + length);
    }

    /** Single precision: a hundred-thousandth and a thousandth of the value. */
    private static void assertClose(double expected, double actual, String where) {
        assertTrue(
                Math.abs(actual - expected) <= 1e-5 + 1e-3 * Math.abs(expected),
                () -> where + ": expected " + expected + ", but was " + actual);
    }
}
