package dev.retrace.engine.cli.doctor;

import java.io.PrintWriter;

/** Findings as lines, and whether all that is needed is there. Mutable. */
public final class Findings {

    private final PrintWriter out;
    private boolean healthy = true;

    public Findings(PrintWriter out) {
        this.out = out;
    }

    /** Something that is as it is. */
    public void fact(String name, String value) {
        out.printf("        %-10s %s%n", name, value);
    }

    /** Something that works. */
    public void good(String what) {
        check(true, what, "");
    }

    /**
     * Something that works, or does not.
     *
     * @param remedy what to do if it does not
     */
    public void check(boolean good, String what, String remedy) {
        healthy &= good;
        told(good ? "ok" : "MISSING", what, good ? "" : remedy);
    }

    /** Something that a run can do without. */
    public void without(String what, String remedy) {
        told("without", what, remedy);
    }

    private void told(String kind, String what, String remedy) {
        out.printf("%-7s %s%n", kind, what);
        if (!remedy.isEmpty()) {
            out.printf("        %s%n", remedy);
        }
    }

    /** Whether nothing is missing. */
    public boolean healthy() {
        return healthy;
    }
}
