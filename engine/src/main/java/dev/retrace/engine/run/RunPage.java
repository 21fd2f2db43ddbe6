package dev.retrace.engine.run;

/** Draws the page of one run, found with {@link java.util.ServiceLoader}. */
public interface RunPage {

    /**
     * A self-contained HTML page.
     *
     * @param runJson the run's {@code run.json}
     * @param hasReport whether {@code report.html} lies beside the page
     */
    String render(String runJson, boolean hasReport);
}
