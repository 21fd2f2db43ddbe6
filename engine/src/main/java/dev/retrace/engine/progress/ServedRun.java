package dev.retrace.engine.progress;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The progress of a run in which everything was served, when it is over: what the two observers would
 * have left on the screen.
 *
 * @param id of the run
 * @param cells how many of each step, in the workflow's order
 */
public record ServedRun(String id, Map<String, Integer> cells) {

    /** As {@link PlainProgress} tells it. */
    public void tell(PrintStream err) {
        err.println("run " + id);
        tallies().forEach(tally -> err.println(PlainProgress.line(tally)));
    }

    /** As {@link LiveProgress} leaves it on a terminal. */
    public void draw(PrintStream err, int rows, int columns, boolean colour) {
        err.println("run " + id);
        BlockLines lines = new BlockLines(columns, colour);
        LiveProgress.draw(lines.of(tallies(), LiveProgress.most(rows), System.nanoTime()), err);
    }

    private List<Tally> tallies() {
        List<Tally> tallies = new ArrayList<>();
        cells.forEach((step, count) -> tallies.add(Tally.served(step, count)));
        return tallies;
    }
}
