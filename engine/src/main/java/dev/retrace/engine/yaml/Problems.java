package dev.retrace.engine.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the mistakes of one file; each is told once, however many cells share it. */
public final class Problems {

    private static final int MOST_TOLD = 100;
    private static final int MOST_SOUGHT = 1000;

    private final SourceText text;
    private final Set<Problem> found = new LinkedHashSet<>();
    private int added;
    private int more;

    public Problems(SourceText text) {
        this.text = text;
    }

    /**
     * Tells a mistake.
     *
     * @throws ProblemsException if there are so many that no more are looked for
     */
    public void add(Location at, String message) {
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

    /** Whether nothing was told so far. */
    public boolean none() {
        return found.isEmpty();
    }

    /** How often something was told, also again; two equal counts mean that nothing was wrong in between. */
    public int count() {
        return added;
    }

    /** For a mistake after which nothing more can be said: all so far, and this one. */
    public ProblemsException fatal(Location at, String message) {
        add(at, message);
        return exception();
    }

    /** All that was told so far, from the top down. */
    public ProblemsException exception() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt((Problem problem) -> problem.at().line())
                .thenComparingInt(problem -> problem.at().column()));
        return new ProblemsException(sorted, more);
    }
}
