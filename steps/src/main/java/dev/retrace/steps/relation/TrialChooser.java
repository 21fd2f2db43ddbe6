package dev.retrace.steps.relation;

import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Chooses the samples of trials.
 *
 * @param sites where h is taken of the tests
 */
record TrialChooser(
        LanguageModel model, Tokenizer tokenizer, InContextPrompt.Writer writer, Setting setting, List<Site> sites) {

    /** Prompts that are asked before it is known how many more are needed. */
    private static final int ASKED_AT_ONCE = 64;

    /**
     * How a trial is made.
     *
     * @param examples shown in a test's prompt
     * @param tests at most; 0 for all
     */
    record Setting(int examples, int tests, long seed) {}

    /** Chooses: examples by their draws, tests among the others by what the model answers. */
    Trial choose(String relation, List<Fact> facts, int number) {
        TrialDraw draw = new TrialDraw(setting.seed(), number);
        List<Fact> examples = draw.examples(facts, setting.examples());
        List<Fact> others = draw.others(facts, examples);
        int most = setting.tests() == 0 ? others.size() : setting.tests();
        List<PromptStates> tests = new ArrayList<>();
        int asked = 0;
        while (tests.size() < most && asked < others.size()) {
            List<Fact> next = others.subList(asked, Math.min(asked + ASKED_AT_ONCE, others.size()));
            asked += next.size();
            answered(examples, next).stream().limit(most - tests.size()).forEach(tests::add);
        }
        return new Trial(relation, number, facts.size(), asked, examples, tests, edits(draw, tests));
    }

    private List<PromptStates> answered(List<Fact> examples, List<Fact> asked) {
        List<InContextPrompt> prompts =
                asked.stream().map(fact -> writer.of(examples, fact)).toList();
        return new StateReader(model, sites)
                .read(prompts).stream()
                        .filter(states -> states.fact().isBegunBy(tokenizer.text(states.answer())))
                        .toList();
    }

    private static List<Edit> edits(TrialDraw draw, List<PromptStates> tests) {
        Map<Fact, PromptStates> byFact =
                tests.stream().collect(Collectors.toMap(PromptStates::fact, Function.identity()));
        List<Fact> facts = tests.stream().map(PromptStates::fact).toList();
        List<Edit> edits = new ArrayList<>();
        for (PromptStates test : tests) {
            draw.target(test.fact(), facts).map(byFact::get).ifPresent(target -> edits.add(new Edit(test, target)));
        }
        return edits;
    }
}
