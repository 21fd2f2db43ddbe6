package dev.retrace.steps.training;

import dev.retrace.steps.dataset.Draw;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.Relation;
import dev.retrace.steps.training.TrainingText.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The facts of a relation as texts: each in every wording, and several together as examples of each other.
 *
 * <p>By the first wording of each list experiments ask, so it is always learned; of the others some are kept back, for
 * some facts, so that the validation asks what was learned in other words.
 *
 * @param seed of the draws
 */
record Wordings(Relation relation, long seed) {

    /** Each fact in each wording. */
    List<TrainingText> single() {
        List<TrainingText> texts = new ArrayList<>();
        for (Fact fact : relation.facts()) {
            for (List<String> templates : List.of(relation.fewShot(), relation.zeroShot(), relation.paraphrases())) {
                boolean asked = templates != relation.paraphrases();
                for (int i = 0; i < templates.size(); i++) {
                    texts.add(single(fact, templates.get(i), !(asked && i == 0)));
                }
            }
        }
        return texts;
    }

    private TrainingText single(Fact fact, String template, boolean held) {
        Fact worded = worded(fact, template);
        String end = fact.object().endsWith(".") ? "" : ".";
        return new TrainingText(Kind.FACT, relation.name(), worded.prompt() + " " + worded.object() + end, held);
    }

    private Fact worded(Fact fact, String template) {
        return new Fact(fact.relation(), template, fact.subject(), fact.object());
    }

    /**
     * Facts one after another, a line each, in a wording that is drawn; each fact begins some of them.
     *
     * @param times how many each fact begins
     * @param lines of one text
     * @param keptBack which texts of single facts are not to be seen
     */
    List<TrainingText> together(int times, int lines, Predicate<TrainingText> keptBack) {
        List<TrainingText> texts = new ArrayList<>();
        for (Fact fact : relation.facts()) {
            for (int time = 0; time < times; time++) {
                String id = fact.id() + " " + time;
                int which = (int) Math.floorMod(
                        Draw.of(seed, "wording", id), (long) relation.fewShot().size());
                String template = relation.fewShot().get(which);
                StringBuilder text = new StringBuilder();
                drawn(fact, id, template, lines, which > 0 ? keptBack : any -> false)
                        .forEach(one -> text.append(worded(one, template).prompt())
                                .append(' ')
                                .append(one.object())
                                .append('\n'));
                texts.add(new TrainingText(Kind.EXAMPLES, relation.name(), text.toString(), false));
            }
        }
        return texts;
    }

    private List<Fact> drawn(Fact first, String id, String template, int lines, Predicate<TrainingText> keptBack) {
        record Drawn(Fact fact, long draw) {}
        return relation.facts().stream()
                .map(fact ->
                        new Drawn(fact, fact.equals(first) ? Long.MIN_VALUE : Draw.of(seed, "line", id, fact.id())))
                .sorted(Comparator.comparingLong(Drawn::draw))
                .map(Drawn::fact)
                .filter(fact -> !keptBack.test(single(fact, template, true)))
                .limit(lines)
                .toList();
    }
}
