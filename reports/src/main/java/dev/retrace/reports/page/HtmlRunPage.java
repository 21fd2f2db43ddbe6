package dev.retrace.reports.page;

import dev.retrace.engine.provenance.RunStory;
import dev.retrace.engine.run.RunPage;
import java.util.List;

/** The page of a run: what was served, computed, failed and skipped, when, and why. */
public final class HtmlRunPage implements RunPage {

    // The report's sheet stays as it is: the report's bytes depend on it.
    private static final List<String> STYLES = List.of("page.css", "run.css");

    @Override
    public byte[] render(RunStory run) {
        RunView view = RunView.of(run);
        Frame frame = Frame.of(view.title(), STYLES, "run.js", "timeline.js", "layers.js", "steps.js", "cells.js");
        return Templates.render("run.jte", frame, view);
    }
}
