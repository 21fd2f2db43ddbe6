package dev.retrace.reports.page;

import dev.retrace.reports.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What {@code run.json} says of one run. Whatever was not reached when the run ended is absent.
 *
 * @param started an instant, ISO 8601
 * @param finished an instant, ISO 8601
 */
record RunRecord(
        @Nullable String id,
        @Nullable String workflow,
        @Nullable String workflowFile,
        @Nullable String started,
        @Nullable String finished,
        @Nullable String outcome,
        JsonNode environment,
        List<Cell> cells) {

    RunRecord(
            @Nullable String id,
            @Nullable String workflow,
            @Nullable String workflowFile,
            @Nullable String started,
            @Nullable String finished,
            @Nullable String outcome,
            @Nullable JsonNode environment,
            @Nullable List<Cell> cells) {
        this.id = id;
        this.workflow = workflow;
        this.workflowFile = workflowFile;
        this.started = started;
        this.finished = finished;
        this.outcome = outcome;
        this.environment = environment == null ? JsonNodeFactory.instance.objectNode() : environment;
        this.cells = cells == null ? List.of() : List.copyOf(cells);
    }

    /**
     * What happened to one cell.
     *
     * @param state {@code served}, {@code computed}, {@code failed}, {@code skipped}
     * @param lane who computed it
     * @param message of its failure
     * @param reason why it had to run
     */
    record Cell(
            @Nullable String cell,
            @Nullable String stepId,
            @Nullable String step,
            @Nullable String key,
            @Nullable String state,
            @Nullable String started,
            @Nullable Long millis,
            @Nullable String lane,
            @Nullable String message,
            @Nullable String reason) {

        String stateWord() {
            return state == null || state.isBlank() ? "unknown" : state.toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if the text is not a run's record */
    static RunRecord parse(String json) {
        try {
            RunRecord run = Json.mapper().readValue(json, RunRecord.class);
            if (run == null) {
                throw new IllegalArgumentException("run.json holds null, not the record of a run");
            }
            return run;
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException(
                    "run.json is not the record of a run: " + malformed.getOriginalMessage(), malformed);
        }
    }

    /** All states in it, first the known ones in the order of the page. */
    List<String> states() {
        List<String> states = new ArrayList<>(List.of("served", "computed", "failed", "skipped"));
        cells.stream()
                .map(Cell::stateWord)
                .filter(state -> !states.contains(state))
                .distinct()
                .forEach(states::add);
        return states;
    }
}
