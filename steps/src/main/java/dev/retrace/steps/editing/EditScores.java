package dev.retrace.steps.editing;

import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.editing.request.RequestEncoder;
import dev.retrace.steps.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures edits: for every prompt of a request, how well the model predicts the new and the true object,
 * before and after.
 *
 * <p>Source: Meng et al. (arXiv 2202.05262), section 3.4, as in the evaluation code that Sen Sharma et al.
 * (arXiv 2404.03646) use. Edits of different requests stand in rows of one batch.
 */
record EditScores(LanguageModel model, RequestEncoder encoder) {

    /**
     * What was measured after one prompt.
     *
     * @param ofNew of the new object
     * @param ofTrue of the true one
     */
    record Score(Edited edited, Probe probe, Questions.Answer ofNew, Questions.Answer ofTrue) {

        Outcome before() {
            return new Outcome(ofNew.before(), ofTrue.before(), probe.kind().wantsNew());
        }

        Outcome after() {
            return new Outcome(ofNew.after(), ofTrue.after(), probe.kind().wantsNew());
        }
    }

    /** One moment of a score, before the edit or after it. */
    record Outcome(Likelihood ofNew, Likelihood ofTrue, boolean wantsNew) {

        /** Whether the wanted object is the more probable of the two. */
        boolean success() {
            return wantsNew ? ofNew.nll() < ofTrue.nll() : ofTrue.nll() < ofNew.nll();
        }

        /** By how much it is, {@code exp(-NLL)} of the wanted minus that of the other. */
        double magnitude() {
            double difference = Math.exp(-ofNew.nll()) - Math.exp(-ofTrue.nll());
            return wantsNew ? difference : -difference;
        }

        /** Whether each token of the wanted object is the most probable one. */
        boolean exact() {
            return wantsNew ? ofNew.exact() : ofTrue.exact();
        }
    }

    /** How many tokens the rows of a request have, about. */
    long tokens(Edited edited) {
        return Probe.of(edited.rewrite()).stream()
                .mapToLong(probe -> 2L * encoder.ids(probe.text()).size())
                .sum();
    }

    /** The scores of some edits, prompt by prompt. */
    List<Score> measure(List<Edited> edits) {
        Questions questions = new Questions(model);
        for (int i = 0; i < edits.size(); i++) {
            Rewrite rewrite = edits.get(i).rewrite();
            List<Integer> ofNew = encoder.target(rewrite.target());
            List<Integer> ofTrue = encoder.target(rewrite.fact().object());
            for (Probe probe : Probe.of(rewrite)) {
                List<Integer> prompt = encoder.ids(probe.text());
                questions.ask(prompt, ofNew, i);
                questions.ask(prompt, ofTrue, i);
            }
        }
        List<Questions.Answer> answers = questions.answers(
                edits.stream().map(edited -> edited.factors().edit()).toList());
        List<Score> scores = new ArrayList<>();
        int next = 0;
        for (Edited edited : edits) {
            for (Probe probe : Probe.of(edited.rewrite())) {
                scores.add(new Score(edited, probe, answers.get(next), answers.get(next + 1)));
                next += 2;
            }
        }
        return scores;
    }
}
