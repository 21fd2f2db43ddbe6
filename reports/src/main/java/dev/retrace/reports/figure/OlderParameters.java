package dev.retrace.reports.figure;

import dev.retrace.engine.step.Parameter;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Parameters of figures that an earlier version of {@code plot} drew, which knew fewer. */
final class OlderParameters {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private OlderParameters() {}

    /** The same with the defaults of those that are not there. */
    static ObjectNode completed(JsonNode parameters) {
        ObjectNode all = JSON.objectNode();
        parameters.properties().forEach(each -> all.set(each.getKey(), each.getValue()));
        for (Parameter parameter : Parameter.of(PlotStep.Parameters.class)) {
            boolean given = !parameter.required() && !parameter.absentByDefault();
            if (given && !all.has(parameter.name())) {
                all.set(parameter.name(), node(parameter));
            }
        }
        return all;
    }

    /** The default as a workflow's value would be; of lists there is only the empty one. */
    private static JsonNode node(Parameter parameter) {
        String text = parameter.defaultValue();
        if (parameter.list()) {
            return JSON.arrayNode();
        }
        return switch (parameter.kind()) {
            case FLAG -> JSON.booleanNode(Boolean.parseBoolean(text));
            case INTEGER, NUMBER -> JSON.numberNode(new BigDecimal(text));
            case TEXT, CHOICE, SOURCE -> JSON.stringNode(text);
        };
    }
}
