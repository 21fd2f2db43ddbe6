package dev.retrace.engine.explain;

import dev.retrace.cache.ActionRecord;
import dev.retrace.engine.estimate.Estimate;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.plan.KeyDifference;
import dev.retrace.engine.plan.Reason;
import dev.retrace.engine.plan.Waiting;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan as one JSON object: every cell with its key, and where it came from or what changed. */
public final class PlanJson {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final CellGraph graph;
    private final Explanation explanation;
    private final Origin origin;

    public PlanJson(CellGraph graph, Explanation explanation, Origin origin) {
        this.graph = graph;
        this.explanation = explanation;
        this.origin = origin;
    }

    /** {@code {"cells": […], "estimate": {…}, "skipped": […], "undecided": […]}}. */
    public String of(Estimate estimate) {
        ObjectNode plan = JSON.createObjectNode();
        ArrayNode cells = plan.putArray("cells");
        ArrayNode undecided = plan.putArray("undecided");
        ArrayNode skipped = plan.putArray("skipped");
        for (CellGroup group : graph.groups()) {
            if (!group.skipped().isEmpty()) {
                skipped.addObject().put("cell", group.name()).put("reason", group.skipped());
            } else if (!group.decided()) {
                undecided.add(waiting(group, explanation.waiting(group)));
            }
            group.cells().forEach(cell -> cells.add(cell(cell)));
        }
        plan.set("estimate", estimate(estimate));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(plan);
    }

    private ObjectNode cell(Cell cell) {
        ObjectNode json = JSON.createObjectNode();
        json.put("cell", cell.name());
        json.put("id", cell.node().id());
        json.put("step", cell.descriptor().name());
        json.put("state", cell.state().succeeded() ? "served" : "must run");
        json.put("key", cell.document().key().toString());
        if (cell.state().succeeded()) {
            ActionRecord record = Objects.requireNonNull(cell.record());
            ObjectNode computed = json.putObject("computed");
            computed.put("started", record.started().toString());
            computed.put("run", origin.use(cell).computedIn());
            computed.put("millis", record.millis());
            computed.put("attempt", record.attempt());
            computed.put("reusedBy", origin.use(cell).reusedBy());
            ObjectNode environment = computed.putObject("environment");
            record.environment().forEach(environment::put);
        } else {
            json.set("reason", reason(explanation.reason(cell)));
        }
        return json;
    }

    private static ObjectNode reason(Reason reason) {
        ObjectNode json = JSON.createObjectNode();
        json.put("text", reason.text());
        json.put("nearest", reason.nearest());
        ArrayNode changes = json.putArray("changes");
        for (Reason.Change change : reason.changes()) {
            ObjectNode entry = difference(change.difference());
            entry.put("detail", change.detail());
            entry.set("causes", causes(change.causes()));
            changes.add(entry);
        }
        return json;
    }

    private static ArrayNode causes(List<Reason.Cause> causes) {
        ArrayNode list = JSON.createArrayNode();
        for (Reason.Cause cause : causes) {
            list.addObject().put("id", cause.stepId()).set("reason", reason(cause.reason()));
        }
        return list;
    }

    private static ObjectNode difference(KeyDifference difference) {
        return JSON.createObjectNode()
                .put("field", difference.field())
                .put("before", difference.before())
                .put("after", difference.after());
    }

    private static ObjectNode waiting(CellGroup group, Waiting waiting) {
        ObjectNode json = JSON.createObjectNode();
        json.put("cell", group.name());
        json.put("id", group.node().id());
        json.put("text", waiting.text());
        ArrayNode needs = json.putArray("waitsFor");
        group.needs().stream().filter(need -> !need.done()).map(CellGroup::name).forEach(needs::add);
        json.set("because", causes(waiting.because()));
        json.put("computedBefore", waiting.known());
        ArrayNode changed = json.putArray("changed");
        waiting.changed().forEach(difference -> changed.add(difference(difference)));
        return json;
    }

    private static ObjectNode estimate(Estimate estimate) {
        ObjectNode json = JSON.createObjectNode();
        json.put("cells", estimate.counts().known() + estimate.counts().waiting());
        json.put("served", estimate.counts().served());
        json.put("toRun", estimate.counts().toRun());
        json.put("waiting", estimate.counts().waiting());
        json.put("undecided", estimate.counts().undecided());
        json.put("undecidedInLastRun", estimate.counts().remembered());
        Estimate.Span seconds = estimate.seconds();
        if (seconds != null) {
            ObjectNode span = json.putObject("seconds");
            span.put("low", seconds.low()).put("likely", seconds.likely()).put("high", seconds.high());
        }
        ArrayNode never = json.putArray("neverRan");
        estimate.neverRan().forEach(never::add);
        json.put("diskBytes", estimate.space().disk());
        json.put("freeBytes", estimate.space().free());
        json.put("memoryBytes", estimate.space().memory());
        return json;
    }
}
