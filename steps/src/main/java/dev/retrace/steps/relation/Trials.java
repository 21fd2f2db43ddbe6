package dev.retrace.steps.relation;

import ai.djl.ndarray.NDManager;
import dev.retrace.engine.step.Lane;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.List;

/**
 * Trials of relations, one after another.
 *
 * @param owner of tensors that are needed for a while
 */
record Trials(TrialChooser chooser, Experiment experiment, NDManager owner, Lane lane) {

    /**
     * What is to be done.
     *
     * @param relations the facts of each
     * @param first number of a relation's first trial
     * @param each how many trials a relation has
     */
    record Plan(List<List<Fact>> relations, int first, int each) {}

    /** Chooses and measures; the lane hears how many examples are done. */
    void run(Plan plan, Tokenizer tokenizer, RelationTables tables) {
        Steps steps = new Steps(
                (long) plan.relations().size() * plan.each() * chooser.setting().examples());
        for (List<Fact> facts : plan.relations()) {
            for (int i = 0; i < plan.each(); i++) {
                Trial trial = chooser.choose(facts.get(0).relation(), facts, plan.first() + i);
                tables.trial(trial, tokenizer);
                long end = steps.done + chooser.setting().examples();
                if (trial.leftOut().isEmpty()) {
                    experiment.measure(trial, owner, tables, steps);
                } else {
                    lane.log("%s, trial %d: left out, %s".formatted(trial.relation(), trial.number(), trial.leftOut()));
                }
                steps.to(end);
            }
        }
    }

    /** Counts what is done; mutable. */
    private final class Steps implements Runnable {

        private final long total;
        private long done;

        Steps(long total) {
            this.total = total;
        }

        @Override
        public void run() {
            to(done + 1);
        }

        void to(long reached) {
            lane.checkCancelled();
            done = reached;
            lane.progress(done, total);
        }
    }
}
