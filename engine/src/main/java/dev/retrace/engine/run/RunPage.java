package dev.retrace.engine.run;

/**
 * Draws the page of one run, found with {@link java.util.ServiceLoader}: the engine knows what
 * happened, another module how to show it.
 */
public interface RunPage {

    /**
     * The page as one self-contained HTML document.
     *
     * @param runJson the run's record, the content of {@code run.json}
     * @param hasReport whether {@code report.html} lies beside the page, to be linked
     * @throws IllegalArgumentException if {@code runJson} is not a run's record
     */
    String render(String runJson, boolean hasReport);
}
