package dev.retrace.steps.knockout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole experiment, its groups and thirds, against an independent implementation in double precision. */
class KnockoutOracleTest {

    @ParameterizedTest
    @ValueSource(strings = {"mamba1-tiny", "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void tinyModelsAgreeInEveryGroupThirdAndWindow(String name) throws Exception {
        Path folder = Path.of(Objects.requireNonNull(KnockoutOracleTest.class.getResource("/" + name))
                .toURI());
        assertAgrees(folder, folder.resolve("knockout.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"facts-mamba-13m", "facts-mamba2-13m"})
    void trainedModelsAgree(String name) throws IOException {
        assertAgrees(
                SharedFolder.require("models/" + name), SharedFolder.require("oracles/knockout-" + name + ".json"));
    }

    private static void assertAgrees(Path folder, Path oracle) throws IOException {
        JsonNode expected = JsonMapper.shared().readTree(oracle.toFile());
        List<Integer> windows =
                expected.get("windows").valueStream().map(JsonNode::intValue).toList();
        List<Question> questions = new ArrayList<>();
        expected.get("facts").forEach(fact -> questions.add(question(fact, questions.size())));
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME)) {
            boolean fades = !model.architecture().family().startsWith("gpt");
            List<ChannelChoice> choices = fades
                    ? List.of(
                            ChannelChoice.ALL,
                            ChannelChoice.KEEP_FAST,
                            ChannelChoice.KEEP_SLOW,
                            ChannelChoice.BLOCK_FAST,
                            ChannelChoice.BLOCK_SLOW)
                    : List.of(ChannelChoice.ALL);
            Thirds thirds = new Thirds(
                    fades ? Decay.atOne(model) : List.of(), model.architecture().channels(), 0);
            List<TokenGroup> groups =
                    List.of(TokenGroup.SUBJECT, TokenGroup.RELATION, TokenGroup.LAST, TokenGroup.FIRST);
            for (Change change : measure(
                    model,
                    thirds,
                    new Design(groups, TokenGroup.LAST, choices, windows, false, List.of(), List.of()),
                    questions)) {
                JsonNode fact = expected.get("facts")
                        .get(Integer.parseInt(change.question().fact()));
                Change.Cell cell = change.cell();
                JsonNode line = fact.get("p")
                        .get(cell.source().of().label())
                        .path(cell.channels().name())
                        .path(String.valueOf(cell.window()));
                if (!line.isMissingNode()) {
                    close(line.get(cell.start()).doubleValue(), change.knocked().probability(), change.cell() + "");
                    close(fact.get("p0").doubleValue(), change.clean().probability(), "p0");
                }
            }
            assertHeatmapsAgree(model, expected, questions);
        }
    }

    private static void assertHeatmapsAgree(LanguageModel model, JsonNode expected, List<Question> questions) {
        Thirds none = new Thirds(List.of(), model.architecture().channels(), 0);
        for (Question question : questions) {
            JsonNode fact = expected.get("facts").get(Integer.parseInt(question.fact()));
            for (JsonNode heatmap : fact.path("heatmaps")) {
                Design each = new Design(
                        List.of(TokenGroup.EACH),
                        TokenGroup.LAST,
                        List.of(ChannelChoice.ALL),
                        List.of(heatmap.get("window").intValue()),
                        false,
                        List.of(),
                        List.of());
                for (Change change : measure(model, none, each, List.of(question))) {
                    double p = heatmap.get("p")
                            .get(change.cell().source().token())
                            .get(change.cell().start())
                            .doubleValue();
                    close(p, change.knocked().probability(), change.cell() + "");
                }
            }
        }
    }

    private static List<Change> measure(LanguageModel model, Thirds thirds, Design design, List<Question> questions) {
        Knockout knockout = new Knockout(model, thirds, design);
        List<Change> all = new ArrayList<>();
        knockout.groups(questions).forEach(group -> all.addAll(knockout.measure(group)));
        return all;
    }

    private static Question question(JsonNode fact, int number) {
        return new Question(
                String.valueOf(number),
                "relation",
                "subject",
                "",
                fact.get("ids").valueStream().map(JsonNode::intValue).toList(),
                new TokenSpan(
                        fact.get("subject_start").intValue(),
                        fact.get("subject_end").intValue()),
                fact.get("target_id").intValue());
    }

    private static void close(double expected, double actual, String where) {
        assertEquals(expected, actual, 1e-5 + 1e-3 * expected, where);
    }
}
