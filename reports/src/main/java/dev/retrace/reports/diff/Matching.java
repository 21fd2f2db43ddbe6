package dev.retrace.reports.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Which figures of two runs belong together.
 *
 * @param pairs in the order of A
 * @param onlyA figures that B lacks
 * @param onlyB figures that A lacks
 */
record Matching(List<Pair> pairs, List<Drawn> onlyA, List<Drawn> onlyB) {

    /** Two figures of the same. */
    record Pair(Drawn a, Drawn b) {

        /** What it is called on a page; both numbers where a paper draws the same of two models in two figures. */
        String label() {
            return a.label().equals(b.label()) ? a.label() : a.label() + " and " + b.label();
        }
    }

    Matching {
        pairs = List.copyOf(pairs);
        onlyA = List.copyOf(onlyA);
        onlyB = List.copyOf(onlyB);
    }

    /**
     * Those of the same step and coordinates; of the others those of one published figure, then those of one title,
     * if each has only one.
     */
    static Matching of(List<Drawn> as, List<Drawn> bs) {
        Set<Drawn> openA = new LinkedHashSet<>(as);
        Set<Drawn> openB = new LinkedHashSet<>(bs);
        List<Pair> pairs = new ArrayList<>(take(openA, openB, (a, b) -> a.name().equals(b.name())));
        pairs.addAll(take(openA, openB, Matching::samePaperFigure));
        pairs.addAll(take(openA, openB, Matching::sameTitle));
        pairs.sort(Comparator.comparingInt(pair -> as.indexOf(pair.a)));
        return new Matching(pairs, new ArrayList<>(openA), new ArrayList<>(openB));
    }

    private static boolean samePaperFigure(Drawn a, Drawn b) {
        Optional<String> number = a.paperFigure();
        return number.isPresent() && number.equals(b.paperFigure());
    }

    private static boolean sameTitle(Drawn a, Drawn b) {
        Optional<String> title = a.title();
        return title.isPresent() && title.equals(b.title());
    }

    private static List<Pair> take(Set<Drawn> openA, Set<Drawn> openB, BiPredicate<Drawn, Drawn> belong) {
        List<Pair> pairs = new ArrayList<>();
        for (Drawn a : List.copyOf(openA)) {
            List<Drawn> partners = openB.stream().filter(b -> belong.test(a, b)).toList();
            long rivals = partners.isEmpty()
                    ? 0
                    : openA.stream()
                            .filter(other -> belong.test(other, partners.get(0)))
                            .count();
            if (partners.size() == 1 && rivals == 1) {
                pairs.add(new Pair(a, partners.get(0)));
                openA.remove(a);
                openB.remove(partners.get(0));
            }
        }
        return pairs;
    }
}
