package dev.retrace.reports.diff;

import dev.retrace.reports.figure.Bootstrap;
import dev.retrace.reports.text.Json;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A diff for programs: one object with every comparison. */
final class DiffJson {

    private DiffJson() {}

    static String of(RunComparison runs, Comparer comparer, Path page) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.set("a", side(runs.a()));
        json.set("b", side(runs.b()));
        json.put("page", page.toString());
        json.put("changed", runs.isChanged()).put("complete", runs.isComplete());
        json.put("summary", runs.sentence());
        json.set("margin", Json.mapper().valueToTree(comparer.margin()));
        Bootstrap bootstrap = comparer.bootstrap();
        json.put("resamples", bootstrap.resamples()).put("seed", bootstrap.seed());
        ArrayNode figures = json.putArray("figures");
        runs.figures().forEach(figure -> figures.add(figure(figure)));
        put(json, "onlyA", runs.onlyA());
        put(json, "onlyB", runs.onlyB());
        put(json, "notCompared", runs.uncompared());
        json.set("surroundings", Json.mapper().valueToTree(runs.surroundings()));
        return Json.mapper().writeValueAsString(json);
    }

    private static ObjectNode side(RunComparison.Side side) {
        return Json.mapper()
                .createObjectNode()
                .put("run", side.run().id())
                .put("workflow", side.run().workflow())
                .put("label", side.label())
                .put("folder", side.run().folder().toString());
    }

    private static ObjectNode figure(FigureComparison figure) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("name", figure.name()).put("label", figure.label()).put("title", figure.title());
        json.put("verdict", figure.verdict().word()).put("sentence", figure.sentence());
        json.set("margin", Json.mapper().valueToTree(figure.margin()));
        json.set("units", Json.mapper().valueToTree(figure.units()));
        json.set("notes", Json.mapper().valueToTree(figure.notes()));
        ArrayNode panels = json.putArray("panels");
        for (FigureComparison.Panel panel : figure.panels()) {
            ObjectNode node = panels.addObject().put("name", panel.name());
            node.set("places", Json.mapper().valueToTree(ComparedRows.of(figure, panel)));
        }
        return json;
    }

    private static void put(ObjectNode json, String name, Map<String, String> figures) {
        ArrayNode list = json.putArray(name);
        figures.forEach((figure, why) -> list.addObject().put("figure", figure).put("why", why));
    }
}
