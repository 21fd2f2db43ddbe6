package dev.retrace.engine.run;

import dev.retrace.engine.provenance.RunStory;

/** Draws the page of one run, found with {@link java.util.ServiceLoader}. */
public interface RunPage {

    /** A self-contained HTML page, in UTF-8. */
    byte[] render(RunStory run);
}
