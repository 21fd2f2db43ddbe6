package dev.retrace.engine.progress;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.run.RunObserver;
import dev.retrace.engine.run.RunResult;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Progress for programs: one JSON object a line. */
public final class JsonProgress implements RunObserver {

    private final PrintStream err;

    public JsonProgress(PrintStream err) {
        this.err = err;
    }

    @Override
    public void began(String runId, CellGraph graph) {
        say(event("began").put("run", runId));
    }

    @Override
    public void decided(List<Cell> cells) {
        cells.forEach(cell -> say(of("decided", cell)));
    }

    @Override
    public void started(Cell cell, String lane) {
        say(of("started", cell).put("lane", lane));
    }

    @Override
    public void advanced(Cell cell, long done, long total) {
        say(event("advanced").put("cell", cell.name()).put("done", done).put("total", total));
    }

    @Override
    public void ended(Cell cell) {
        say(of("ended", cell).put("message", cell.message()));
    }

    @Override
    public void note(String line) {
        say(event("note").put("text", line));
    }

    @Override
    public void ended(RunResult result) {
        ObjectNode finished =
                event("finished").put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
        ObjectNode counts = finished.putObject("cells");
        result.counts().forEach(counts::put);
        result.problems().forEach(finished.putArray("problems")::add);
        result.reports().forEach(report -> finished.withArray("reports").add(report.toString()));
        say(finished);
    }

    private static ObjectNode event(String name) {
        return JsonMapper.shared().createObjectNode().put("event", name);
    }

    private static ObjectNode of(String name, Cell cell) {
        return event(name)
                .put("cell", cell.name())
                .put("key", cell.document().key().toString())
                .put("state", cell.state().name().toLowerCase(Locale.ROOT));
    }

    private synchronized void say(ObjectNode event) {
        err.println(JsonMapper.shared().writeValueAsString(event));
    }
}
