package dev.retrace.steps.relation;

import dev.retrace.steps.intervention.Site;
import java.util.List;

/**
 * At what a trial is measured.
 *
 * @param sites where h is taken, by layer
 * @param betas factors of W
 * @param ranks of its inverse, ascending
 */
record Grid(List<Site> sites, List<Double> betas, List<Integer> ranks) {

    Grid {
        sites = List.copyOf(sites);
        betas = List.copyOf(betas);
        ranks = List.copyOf(ranks);
    }

    int greatestRank() {
        return ranks.isEmpty() ? 0 : ranks.get(ranks.size() - 1);
    }
}
