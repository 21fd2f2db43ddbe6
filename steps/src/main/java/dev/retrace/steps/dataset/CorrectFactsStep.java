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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps the facts whose object's first token every one of some models finds most probable: a set that all of
 * them can be compared on, or one model's own.
 *
 * <p>Source: Endy et al. (arXiv 2505.24244): a fact is known if its target token has rank 1, and the main
 * figures are over the facts that all compared models know.
 */
public final class CorrectFactsStep implements Step<CorrectFactsStep.Parameters> {

    private static final String MODEL = "model";

    /** How many to keep. */
    record Parameters(
            @Param(doc = "Facts to keep at most, drawn; 0 for all, as the paper.", defaultValue = "0")
            int limit,

            @Param(doc = "Of the draw.", defaultValue = "0") long seed) {

        Parameters {
            if (limit < 0) {
                throw new IllegalArgumentException("limit is at least 0, which is all, but is " + limit);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("correct-facts", 1, "Keeps the facts that all of some models know.", Parameters.class)
                .taking(
                        InputSlot.table("facts", "Facts, from load-facts."),
                        InputSlot.table("answers", "What one or several models answer, from accuracy."))
                .giving(new OutputSlot("facts", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Fact> facts = Fact.readAll(inputs.table("facts"));
        Table answers = inputs.table("answers");
        Map<String, Set<String>> knowing = new HashMap<>();
        Set<String> models = new LinkedHashSet<>();
        for (int row = 0; row < answers.size(); row++) {
            String model = answers.has(MODEL) ? answers.text(row, MODEL) : MODEL;
            models.add(model);
            if (answers.text(row, "correct").equals("1")) {
                knowing.computeIfAbsent(answers.text(row, "fact"), any -> new HashSet<>())
                        .add(model);
            }
        }
        List<Fact> known = facts.stream()
                .filter(fact -> knowing.getOrDefault(fact.id(), Set.of()).size() == models.size())
                .toList();
        lane.log("%d models answer %d of %d facts".formatted(models.size(), known.size(), facts.size()));
        if (known.isEmpty()) {
            throw new StepException("of " + facts.size() + " facts there is none that all of " + models.size()
                    + " models answer; compare fewer models, or ask other facts");
        }
        Table.Builder table = Table.of(Fact.COLUMNS);
        drawn(known, parameters).forEach(fact -> table.row(fact.row().toArray()));
        outputs.table("facts", table.build());
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
