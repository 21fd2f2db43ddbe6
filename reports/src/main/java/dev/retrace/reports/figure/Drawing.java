package dev.retrace.reports.figure;

import dev.retrace.engine.table.Table;

/** Makes a figure of one kind from a table. */
interface Drawing {

    /**
     * The figure.
     *
     * @throws dev.retrace.engine.step.StepException if the table does not hold what the figure needs
     */
    FigureDocument draw(PlotStep.Parameters wanted, Table table);
}
