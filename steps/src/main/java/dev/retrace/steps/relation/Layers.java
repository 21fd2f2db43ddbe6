package dev.retrace.steps.relation;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Architecture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Where h is taken: after the embedding, {@code emb}, or after a layer, by its number. */
final class Layers {

    private static final String EMBEDDING = "emb";

    private Layers() {}

    /**
     * The places that are asked for.
     *
     * @param names none for the embedding and every layer from 0 on
     * @param step only every so manieth of these
     * @throws StepException if the model has no such layer
     */
    static List<Site> of(List<String> names, int step, Architecture architecture) {
        List<Site> sites = new ArrayList<>();
        if (names.isEmpty()) {
            sites.add(Site.embedding());
            for (int layer = 0; layer < architecture.layers(); layer += step) {
                sites.add(new Site(State.H, layer));
            }
        }
        for (String name : names) {
            Site site = site(name);
            if (site.layer() >= architecture.layers()) {
                throw new StepException("the model has the layers 0 to " + (architecture.layers() - 1) + ", and "
                        + EMBEDDING + " before them, but layers names " + name);
            }
            sites.add(site);
        }
        return sites;
    }

    /** As tables write it. */
    static String label(Site site) {
        return site.equals(Site.embedding()) ? EMBEDDING : Integer.toString(site.layer());
    }

    /**
     * Refuses what no layer can be called.
     *
     * @throws IllegalArgumentException that says what it can
     */
    static void requireNames(List<String> names) {
        names.forEach(Layers::site);
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("layers names one twice: " + names);
        }
    }

    private static Site site(String name) {
        if (name.equals(EMBEDDING)) {
            return Site.embedding();
        } else if (name.matches("0|[1-9][0-9]{0,5}")) {
            return new Site(State.H, Integer.parseInt(name));
        }
        throw new IllegalArgumentException(
                "layers are " + EMBEDDING + ", the embedding, or numbers from 0, but one is '" + name + "'");
    }
}
