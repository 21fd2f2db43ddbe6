package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.dataset.Fact;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {

    @Test
    void sixTestsOfTwoObjectsAreEnough() {
        assertEquals("", trial("a", "a", "a", "a", "a", "b").leftOut());
    }

    @Test
    void whyATrialIsLeftOutIsSaid() {
        assertEquals(
                "fewer than 6 tests that the model answers",
                trial("a", "a", "a", "a", "b").leftOut());
        assertEquals(
                "all tests have the same object",
                trial("a", "a", "a", "a", "a", "a", "a").leftOut());
    }

    private static Trial trial(String... objects) {
        List<PromptStates> tests = new ArrayList<>();
        for (String object : objects) {
            Fact fact = new Fact("r", "{} is", "subject " + tests.size(), object);
            tests.add(new PromptStates(new InContextPrompt(fact, "", List.of(1), 0), 1, List.of(), new float[1]));
        }
        return new Trial("r", 0, 99, 50, List.of(), tests, List.of());
    }
}
