package dev.retrace.reports.figure;

/** The kinds of figures that a workflow can ask for. */
enum FigureKind {
    HEATMAP,
    DOTS;

    Drawing drawing() {
        return switch (this) {
            case HEATMAP -> new HeatMap();
            case DOTS -> new DotPlot();
        };
    }
}
