package dev.retrace.engine.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why a cell is not served.
 *
 * @param summary in words where no field can be named; else empty
 * @param nearest the nearest earlier key, as {@code sha256:…}; empty if there is none
 * @param changes the fields in which the key differs from it, inputs with what is behind them
 */
public record Reason(String summary, String nearest, List<Change> changes) {

    private static final int MOST_FIELDS = 6;

    /**
     * One field that differs.
     *
     * @param detail which rows of a table, or that a value is new; may be empty
     * @param isNew whether the value is a new one of the cell's matrix
     * @param causes why the steps that made an input gave something else
     */
    public record Change(KeyDifference difference, String detail, boolean isNew, List<Cause> causes) {

        public Change {
            causes = List.copyOf(causes);
        }
    }

    /** Why a step that made an input ran, or was served something else. */
    public record Cause(String stepId, Reason reason) {}

    public Reason {
        changes = List.copyOf(changes);
    }

    static Reason of(String summary) {
        return new Reason(summary, "", List.of());
    }

    /** One line: {@code param seed: 7 -> 8}, or what changed further up; each step is told once. */
    public String text() {
        return text(new HashSet<>());
    }

    private String text(Set<String> told) {
        if (changes.isEmpty()) {
            return summary;
        }
        String shown = changes.stream()
                .limit(MOST_FIELDS)
                .map(change -> text(change, told))
                .collect(Collectors.joining("; "));
        int more = changes.size() - MOST_FIELDS;
        return more <= 0 ? shown : shown + "; and " + more + " more fields";
    }

    private static String text(Change change, Set<String> told) {
        String line = change.difference() + (change.detail().isEmpty() ? "" : " (" + change.detail() + ")");
        String causes = change.causes().stream()
                .filter(cause -> told.add(cause.stepId()))
                .map(cause -> cause.stepId() + ": " + cause.reason().text(told))
                .collect(Collectors.joining("; "));
        return causes.isEmpty() ? line : line + " <- " + causes;
    }

    /**
     * What is the same of cells that run for the same reason: no digests, no rows, no new values of a
     * matrix.
     *
     * @param anyValue whether cells are alike too whose fields changed between other values
     */
    public int shape(boolean anyValue) {
        return Objects.hash(
                summary,
                changes.stream()
                        .map(change -> Objects.hash(
                                change.difference().shape(anyValue || change.isNew()),
                                change.causes().stream()
                                        .map(cause -> Objects.hash(
                                                cause.stepId(), cause.reason().shape(anyValue)))
                                        .toList()))
                        .toList());
    }
}
