package dev.retrace.steps.relation;

import dev.retrace.steps.dataset.Fact;
import java.util.List;

/**
 * One choice of a relation's samples.
 *
 * @param facts how many the relation has
 * @param asked how many of them were put to the model behind the examples
 * @param examples shown, in this order
 * @param tests those that the model answers rightly
 * @param edits the tests that have a target, with it
 */
record Trial(
        String relation,
        int number,
        int facts,
        int asked,
        List<Fact> examples,
        List<PromptStates> tests,
        List<Edit> edits) {

    /** As in the authors' code. */
    private static final int LEAST_TESTS = 6;

    private static final int LEAST_OBJECTS = 2;

    Trial {
        examples = List.copyOf(examples);
        tests = List.copyOf(tests);
        edits = List.copyOf(edits);
    }

    /** How many objects the tests have. */
    int objects() {
        return (int) tests.stream().map(test -> test.fact().object()).distinct().count();
    }

    /** Why nothing is measured; empty if something is. */
    String leftOut() {
        if (tests.size() < LEAST_TESTS) {
            return "fewer than " + LEAST_TESTS + " tests that the model answers";
        }
        return objects() < LEAST_OBJECTS ? "all tests have the same object" : "";
    }
}
