package dev.retrace.reports.page;

import java.util.List;

/**
 * A report as its template shows it.
 *
 * @param title of the report
 * @param paper what it reproduces
 * @param workflow its name
 * @param description what the workflow says of itself
 * @param note what a reader must know before the figures; empty if nothing
 * @param summary what it rests on, in a few lines
 * @param provenance what it rests on
 * @param figures in the workflow's order
 * @param missing figures that could not be had
 * @param citation how to cite it
 */
public record ReportView(
        String title,
        String paper,
        String workflow,
        String description,
        String note,
        Summary summary,
        Provenance provenance,
        List<FigureView> figures,
        List<Missing> missing,
        Citation citation) {

    /**
     * A figure that could not be had.
     *
     * @param anchor the target of deep links, as the figure's would be
     * @param why the message of whatever failed
     * @param before how many figures stand before it
     */
    public record Missing(String anchor, String name, String why, int before) {}

    /** What is missing just before the figure at this place, or at the end. */
    public List<Missing> missingBefore(int place) {
        return missing.stream()
                .filter(absent -> Math.min(absent.before(), figures.size()) == place)
                .toList();
    }
}
