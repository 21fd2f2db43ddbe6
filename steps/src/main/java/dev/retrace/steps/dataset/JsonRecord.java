package dev.retrace.steps.dataset;

import dev.retrace.engine.step.StepException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One JSON object of a data file, with its place for messages.
 *
 * @param place {@code relations/company_hq.json, record 12}
 */
record JsonRecord(String place, JsonNode node) {

    boolean has(String key) {
        return node.has(key);
    }

    /** A text under a key, as it stands. */
    String text(String key) {
        JsonNode value = node.path(key);
        if (!value.isString()) {
            throw wrong("needs a text under '" + key + "', but has " + shown(value));
        }
        return value.stringValue();
    }

    /** A text under a key, or another if it is missing or null. */
    String textOr(String key, String other) {
        return node.path(key).isMissingNode() || node.path(key).isNull() ? other : text(key);
    }

    /** An object under a key. */
    JsonRecord object(String key) {
        if (!node.path(key).isObject()) {
            throw wrong("needs an object under '" + key + "', but has " + shown(node.path(key)));
        }
        return new JsonRecord(place + ", " + key, node.path(key));
    }

    /** The objects of a list under a key, each with its number, from 1, in its place. */
    List<JsonRecord> list(String key) {
        if (!node.path(key).isArray()) {
            throw wrong("needs a list under '" + key + "', but has " + shown(node.path(key)));
        }
        List<JsonRecord> records = new ArrayList<>();
        for (JsonNode element : node.path(key)) {
            records.add(new JsonRecord(place + ", " + key + " " + (records.size() + 1), element));
        }
        return records;
    }

    /** The texts of a list under a key, as they stand; none if it is missing. */
    List<String> texts(String key) {
        if (!has(key)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonRecord each : list(key)) {
            if (!each.node().isString()) {
                throw each.wrong("must be a text, but is " + shown(each.node()));
            }
            texts.add(each.node().stringValue());
        }
        return texts;
    }

    /** A fact, its object without the spaces around it. */
    Fact fact(String relation, String template, String subject, String object) {
        try {
            return new Fact(relation, template, subject, object.strip());
        } catch (IllegalArgumentException refused) {
            throw wrong(String.valueOf(refused.getMessage()));
        }
    }

    StepException wrong(String reason) {
        return new StepException(place + ": " + reason);
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "none";
        }
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
