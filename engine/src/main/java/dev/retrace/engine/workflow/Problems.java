package dev.retrace.engine.workflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the mistakes of one file; each is told once, however many cells share it. */
final class Problems {

    private static final int MOST_TOLD = 100;
    private static final int MOST_SOUGHT = 1000;

    private final SourceText text;
    private final Set<Problem> found = new LinkedHashSet<>();
    private int added;
    private int more;

    Problems(SourceText text) {
        this.text = text;
    }

    /** @throws WorkflowException if there are so many that no more are looked for */
    void add(Location at, String message) {
        added++;
        Problem problem = new Problem(at, message, at.line() == 0 ? null : text.excerpt(at));
        if (found.size() < MOST_TOLD) {
            found.add(problem);
        } else if (!found.contains(problem)) {
            more++;
        }
        if (found.size() + more >= MOST_SOUGHT) {
            throw exception();
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    /** How often something was told, also again; two equal counts mean that nothing was wrong in between. */
    int count() {
        return added;
    }

    /** For a mistake after which nothing more can be said: all so far, and this one. */
    WorkflowException fatal(Location at, String message) {
        add(at, message);
        return exception();
    }

    WorkflowException exception() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt((Problem problem) -> problem.at().line())
                .thenComparingInt(problem -> problem.at().column()));
        return new WorkflowException(sorted, more);
    }
}
