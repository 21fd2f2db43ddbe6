package dev.retrace.steps.dataset;

import dev.retrace.engine.step.StepException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Relation names as people write them: {@code company hq}, {@code Company HQ} and {@code company_hq} are one. */
final class RelationName {

    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private RelationName() {}

    /** Lower case, with underscores for spaces and hyphens. */
    static String normal(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    }

    /**
     * Refuses names that the data does not have.
     *
     * @param known in their normal form
     * @throws StepException that names the nearest known one
     */
    static void requireKnown(List<String> wanted, Set<String> known, String location) {
        for (String name : wanted) {
            if (!known.contains(normal(name))) {
                throw new StepException("%s: no relation is called '%s'; did you mean '%s'? It has: %s"
                        .formatted(location, name, nearest(normal(name), known), String.join(", ", known)));
            }
        }
    }

    private static String nearest(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> DISTANCE.apply(name, candidate)))
                .orElse("");
    }
}
