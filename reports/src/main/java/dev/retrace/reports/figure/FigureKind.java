package dev.retrace.reports.figure;

/** The kinds of figures that a workflow can ask for. */
enum FigureKind {
    HEATMAP;

    Drawing drawing() {
        return switch (this) {
            case HEATMAP -> new HeatMap();
        };
    }
}
