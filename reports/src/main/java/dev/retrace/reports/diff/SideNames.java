package dev.retrace.reports.diff;

import java.util.Optional;

/** What the two runs of a diff are called: as the user did, by their models where these differ, else by their ids. */
record SideNames(String a, String b) {

    private static final String MODEL = "model";

    static SideNames of(RunComparison runs) {
        SideNames labels = new SideNames(runs.a().label(), runs.b().label());
        boolean given = !labels.a.equals(runs.a().run().id());
        return given ? labels : models(runs).orElse(labels);
    }

    private static Optional<SideNames> models(RunComparison runs) {
        return runs.surroundings().stream()
                .filter(area -> area.name().equals(Surroundings.PARAMS))
                .flatMap(area -> area.rows().stream())
                .filter(row -> row.name().equals(MODEL))
                .map(row -> new SideNames(last(row.a()), last(row.b())))
                .filter(names -> !names.a.isEmpty() && !names.b.isEmpty() && !names.a.equals(names.b))
                .findFirst();
    }

    /** The name of a folder or of a repository. */
    private static String last(String source) {
        return source.replaceAll("/+$", "").replaceAll(".*/", "");
    }
}
