package dev.retrace.engine.plan;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Why a combination is not decided.
 *
 * @param needs what it reads that is not done, by name; the first few
 * @param more how many more there are
 * @param through what those wait for in turn, nearest first, down to what must run
 * @param because what must run, of each step one, and why
 * @param changed the fields that differ already from the nearest earlier key
 * @param known whether there is an earlier key
 */
public record Waiting(
        List<String> needs,
        int more,
        List<String> through,
        List<Reason.Cause> because,
        List<KeyDifference> changed,
        boolean known) {

    public Waiting {
        needs = List.copyOf(needs);
        through = List.copyOf(through);
        because = List.copyOf(because);
        changed = List.copyOf(changed);
    }

    /** {@code waits for pairs <- known (must run: param limit: 4 -> 5); served if that comes out as before}. */
    public String text() {
        String names = String.join(", ", needs) + (more == 0 ? "" : " and " + more + " more");
        String chain = through.isEmpty() ? "" : " <- " + String.join(" <- ", through);
        return "waits for " + names + chain + reasons() + outlook();
    }

    /** What is the same of combinations that wait alike: no digests, no coordinates. */
    public int shape() {
        return Objects.hash(
                through.stream().map(name -> name.replaceFirst("\\[.*", "")).toList(),
                because.stream()
                        .map(cause ->
                                Objects.hash(cause.stepId(), cause.reason().shape(true)))
                        .toList(),
                changed.stream().map(difference -> difference.shape(true)).toList(),
                known);
    }

    private String reasons() {
        if (because.size() == 1) {
            return " (must run: " + because.get(0).reason().text() + ")";
        }
        return because.stream()
                .map(cause -> cause.stepId() + ": " + cause.reason().text())
                .collect(Collectors.joining("; ", " (must run: ", ")"));
    }

    private String outlook() {
        if (!known) {
            return "; never computed before";
        } else if (changed.isEmpty()) {
            return "; served if that gives the same bytes as before";
        }
        return changed.stream()
                .map(KeyDifference::toString)
                .collect(Collectors.joining("; ", "; changed itself: ", ""));
    }
}
