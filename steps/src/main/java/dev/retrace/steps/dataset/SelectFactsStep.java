package dev.retrace.steps.dataset;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Keeps some facts: those whose object's first token every one of some models finds most probable, so that
 * all of them can be compared, or one model's own; those of some subjects; or a drawn few.
 *
 * <p>Source: Endy et al. (arXiv 2505.24244): a fact is known if its target token has rank 1, and the main
 * figures are over the facts that all compared models know.
 */
public final class SelectFactsStep implements Step<SelectFactsStep.Parameters> {

    private static final String MODEL = "model";

    /** Which, and how many. */
    record Parameters(
            @Param(doc = "Keep the first fact about each of these subjects alone; empty for all.", defaultValue = "[]")
            List<String> subjects,

            @Param(doc = "Facts to keep at most, drawn; 0 for all, as the paper.", defaultValue = "0")
            int limit,

            @Param(doc = "Of the draw.", defaultValue = "0") long seed) {

        Parameters {
            subjects = List.copyOf(subjects);
            if (limit < 0) {
                throw new IllegalArgumentException("limit is at least 0, which is all, but is " + limit);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "select-facts",
                        1,
                        "Keeps facts: those that all of some models know, those of some subjects, a drawn few.",
                        Parameters.class)
                .taking(
                        InputSlot.table("facts", "Facts, from load-facts."),
                        InputSlot.table(
                                        "answers",
                                        "What one or several models answer, from accuracy; else all are kept.")
                                .optional())
                .giving(new OutputSlot("facts", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Fact> facts = Fact.readAll(inputs.table("facts"));
        Predicate<Fact> known = inputs.parts("answers").isEmpty() ? fact -> true : known(inputs.table("answers"), lane);
        List<Fact> kept = facts.stream()
                .filter(known)
                .filter(ofSubjects(parameters.subjects()))
                .toList();
        lane.log("%d of %d facts are kept, before any draw".formatted(kept.size(), facts.size()));
        if (kept.isEmpty()) {
            throw new StepException("of " + facts.size() + " facts none is kept: none that all models of 'answers' know"
                    + (parameters.subjects().isEmpty() ? "" : " is about " + String.join(", ", parameters.subjects()))
                    + "; compare fewer models, or ask other facts");
        }
        Table.Builder table = Table.of(Fact.COLUMNS);
        drawn(kept, parameters).forEach(fact -> table.row(fact.row().toArray()));
        outputs.table("facts", table.build());
    }

    /** Whether a fact is the first about one of some subjects; of a list in its order. */
    private static Predicate<Fact> ofSubjects(List<String> subjects) {
        Set<String> met = new HashSet<>();
        return fact -> subjects.isEmpty() || (subjects.contains(fact.subject()) && met.add(fact.subject()));
    }

    /** Whether every model of a table answers a fact. */
    private static Predicate<Fact> known(Table answers, Lane lane) {
        Map<String, Set<String>> knowing = new HashMap<>();
        Map<String, Integer> right = new TreeMap<>();
        for (int row = 0; row < answers.size(); row++) {
            String model = answers.has(MODEL) ? answers.text(row, MODEL) : MODEL;
            boolean correct = answers.text(row, "correct").equals("1");
            right.merge(model, correct ? 1 : 0, Integer::sum);
            if (correct) {
                knowing.computeIfAbsent(answers.text(row, "fact"), any -> new HashSet<>())
                        .add(model);
            }
        }
        right.forEach((model, count) -> lane.log("%s answers %d facts".formatted(model, count)));
        return fact -> knowing.getOrDefault(fact.id(), Set.of()).size() == right.size();
    }

    /** Those with the least draws, in their order. */
    private static List<Fact> drawn(List<Fact> known, Parameters parameters) {
        if (parameters.limit() == 0 || known.size() <= parameters.limit()) {
            return known;
        }
        Set<String> kept = known.stream()
                .map(Fact::id)
                .sorted(Comparator.comparingLong(id -> Draw.of(parameters.seed(), "correct", id)))
                .limit(parameters.limit())
                .collect(Collectors.toSet());
        return known.stream().filter(fact -> kept.contains(fact.id())).toList();
    }
}
