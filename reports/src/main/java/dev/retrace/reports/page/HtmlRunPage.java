package dev.retrace.reports.page;

import dev.retrace.engine.run.RunPage;

/** The page of a run: what was served, computed, failed and skipped, when, and why. */
public final class HtmlRunPage implements RunPage {

    @Override
    public String render(String runJson, boolean hasReport) {
        RunView view = RunView.of(RunRecord.parse(runJson), hasReport);
        return Templates.render("run.jte", Frame.of(view.title(), "run.js"), view);
    }
}
