package dev.retrace.engine.explain;

import dev.retrace.cache.Digest;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.workflow.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a cell was made of: its inputs, those that made them, up to the user's files. */
public final class InputChain {

    private static final int MOST_PARTS = 3;

    private final CellGraph graph;
    private final Origin origin;
    private final Set<String> told = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    private InputChain(CellGraph graph, Origin origin) {
        this.graph = graph;
        this.origin = origin;
    }

    /** One line per input and per file, indented by their distance; each cell once. */
    public static List<String> of(Cell cell, CellGraph graph, Origin origin) {
        InputChain chain = new InputChain(graph, origin);
        chain.add(cell, "");
        return List.copyOf(chain.lines);
    }

    private void add(Cell cell, String indent) {
        ParameterCodec.forWorker(cell.spec().parameters())
                .properties()
                .forEach(parameter -> source(parameter.getKey(), parameter.getValue(), indent));
        cell.spec()
                .inputs()
                .forEach((slot, references) -> references.forEach(reference -> input(cell, slot, reference, indent)));
    }

    private void source(String name, JsonNode value, String indent) {
        JsonNode files = value.path("files");
        if (value.has("location") && files.isObject()) {
            String content = files.size() == 1
                    ? Digest.parse(files.iterator().next().asString("")).brief()
                    : files.size() + " files";
            lines.add(indent + "param " + name + " <- " + value.path("location").asString("") + "  " + content);
        }
    }

    private void input(Cell cell, String slot, Reference reference, String indent) {
        List<Cell> makers = graph.groupOf(cell).needs().stream()
                .filter(need -> need.node().id().equals(reference.step()))
                .filter(need -> reference.selects(need.spec().coordinates()))
                .map(CellGroup::cells)
                .flatMap(List::stream)
                .toList();
        for (Cell maker : makers.subList(0, Math.min(MOST_PARTS, makers.size()))) {
            boolean first = told.add(maker.name());
            lines.add(indent + "input " + slot + " <- " + maker.name() + "  "
                    + maker.document().key().brief()
                    + (first && maker.state().succeeded() ? "  " + origin.of(maker) : ""));
            if (first) {
                add(maker, indent + "  ");
            }
        }
        if (makers.size() > MOST_PARTS) {
            lines.add(indent + "input " + slot + " <- " + (makers.size() - MOST_PARTS) + " more cells of "
                    + reference.step());
        }
    }
}
