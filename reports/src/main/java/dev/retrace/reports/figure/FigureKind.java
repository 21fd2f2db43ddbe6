package dev.retrace.reports.figure;

/** The kinds of figures that a workflow can ask for. */
enum FigureKind {
    HEATMAP,
    BARS,
    LINES,
    BOXES,
    DOTS,
    TABLE;

    Drawing drawing() {
        return switch (this) {
            case HEATMAP -> new HeatMap();
            case BARS -> new SeriesFigure(SeriesChart.Form.BARS);
            case LINES -> new SeriesFigure(SeriesChart.Form.LINES);
            case BOXES -> new BoxFigure();
            case DOTS -> new DotPlot();
            case TABLE -> new TableFigure();
        };
    }
}
