package dev.retrace.steps.knockout.baseline;

import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder of the authors' outputs, as their tests keep it:
 *
 * <pre>{@code
 * …/evaluate_model/…/arch=A/size=S/…/outputs.csv                 facts, and the target's probability unchanged
 * …/info_flow/…/arch=A/size=S/…/ws=W/target=T/source=S/feature_category=C/…/info_flow.json
 * }</pre>
 *
 * @param arch as there: {@code mamba1}, {@code mamba2}, {@code gpt2}
 * @param size as there: {@code 130M}
 */
record BaselineFolder(Source source, String arch, String size) {

    private static final long MAX_BYTES = 64L << 20;

    private static final Pattern FLOW = Pattern.compile("(?:.*/)?info_flow/(?:.*/)?arch=([^/]+)/size=([^/]+)/(?:.*/)?"
            + "ws=(\\d{1,3})/target=([^/]+)/source=([^/]+)/feature_category=([^/]+)/outputs/info_flow\\.json");
    private static final Pattern EVALUATED =
            Pattern.compile("(?:.*/)?evaluate_model/(?:.*/)?arch=([^/]+)/size=([^/]+)/(?:.*/)?outputs\\.csv");

    private static final Map<String, String> CHANNELS =
            Map.of("ALL", "all", "FAST_DECAY", "keep-fast", "SLOW_DECAY", "keep-slow");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .build())
            .build();

    /**
     * A fact as the authors ask it.
     *
     * @param index their number of it
     * @param probability of the target's first token, unchanged
     * @param correct whether it is the most probable
     */
    record Asked(String index, Fact fact, double probability, boolean correct) {}

    /**
     * A probability under knockout.
     *
     * @param curve which tokens and channels
     * @param start the window's lowest layer
     * @param hit whether the target is still the most probable token
     */
    record Value(Fact fact, Curve curve, int start, double probability, boolean hit) {}

    /** What is knocked out, in the words of our tables. */
    record Curve(String target, String source, String channels, int window) {}

    /**
     * The facts.
     *
     * @throws StepException if the folder has none of this model, or one is not as it should be
     */
    Map<String, Asked> facts() throws IOException {
        Map<String, Asked> facts = new LinkedHashMap<>();
        for (String name : source.files().keySet()) {
            Matcher matcher = EVALUATED.matcher(name);
            if (matcher.matches() && isOurs(matcher)) {
                Table table = Table.read(source.resolve(name));
                for (int row = 0; row < table.size(); row++) {
                    Asked asked = asked(table, row, name);
                    facts.put(asked.index(), asked);
                }
            }
        }
        if (facts.isEmpty()) {
            throw new StepException(source.location() + ": holds no evaluate_model/…/arch=" + arch + "/size=" + size
                    + "/…/outputs.csv; name the folder 'golden' of the authors' outputs");
        }
        return facts;
    }

    private Asked asked(Table table, int row, String name) {
        try {
            Fact fact = new Fact(
                    table.text(row, "relation_id"),
                    table.text(row, "relation"),
                    table.text(row, "subject").strip(),
                    table.text(row, "target_true").strip());
            if (!fact.prompt().equals(table.text(row, "prompt"))) {
                throw new IllegalArgumentException("the prompt '" + table.text(row, "prompt")
                        + "' is not its template with the subject, '" + fact.prompt() + "'");
            }
            return new Asked(
                    table.text(row, "original_idx"),
                    fact,
                    table.number(row, "target_probs"),
                    table.text(row, "model_correct").equalsIgnoreCase("true"));
        } catch (IllegalArgumentException wrong) {
            throw new StepException(
                    source.location() + "/" + name + ", row " + (row + 1) + ": " + wrong.getMessage(), wrong);
        }
    }

    /** All probabilities under knockout of facts; none where the folder has none. */
    List<Value> values(Map<String, Asked> facts) throws IOException {
        List<Value> values = new ArrayList<>();
        for (String name : source.files().keySet()) {
            Matcher matcher = FLOW.matcher(name);
            if (matcher.matches() && isOurs(matcher)) {
                Curve curve = new Curve(
                        word(matcher.group(4)),
                        word(matcher.group(5)),
                        channels(matcher.group(6), name),
                        Integer.parseInt(matcher.group(3)));
                for (var fact : read(name).path("data").properties()) {
                    Asked asked = facts.get(fact.getKey());
                    if (asked == null) {
                        throw new StepException(source.location() + "/" + name + ": fact " + fact.getKey()
                                + " is not among those of outputs.csv, " + String.join(", ", facts.keySet()));
                    }
                    fact.getValue()
                            .properties()
                            .forEach(start -> values.add(value(asked, curve, start.getKey(), start.getValue(), name)));
                }
            }
        }
        return values;
    }

    private Value value(Asked asked, Curve curve, String start, JsonNode value, String name) {
        JsonNode probability = value.path("true_probs");
        if (!start.matches("\\d{1,3}")
                || !probability.isNumber()
                || !value.path("hit").isBoolean()) {
            throw new StepException(source.location() + "/" + name + ": fact " + asked.index() + ", window '" + start
                    + "' needs a number under 'true_probs' and true or false under 'hit'");
        }
        return new Value(
                asked.fact(),
                curve,
                Integer.parseInt(start),
                probability.doubleValue(),
                value.path("hit").booleanValue());
    }

    private JsonNode read(String name) throws IOException {
        Path file = source.resolve(name);
        String place = source.location() + "/" + name;
        if (Files.size(file) > MAX_BYTES) {
            throw new StepException(
                    place + ": has " + Files.size(file) + " bytes, and at most " + MAX_BYTES + " are read");
        }
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException malformed) {
            throw new StepException(
                    place + ": not JSON within the limits: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private String channels(String category, String name) {
        String channels = CHANNELS.get(category);
        if (channels == null) {
            throw new StepException(source.location() + "/" + name + ": feature_category is ALL, FAST_DECAY or"
                    + " SLOW_DECAY, but is '" + category + "'");
        }
        return channels;
    }

    private boolean isOurs(Matcher matcher) {
        return matcher.group(1).equals(arch) && matcher.group(2).equals(size);
    }

    private static String word(String theirs) {
        return theirs.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
