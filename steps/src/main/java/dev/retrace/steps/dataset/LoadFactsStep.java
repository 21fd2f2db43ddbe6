package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads facts from the Relations data, CounterFact or the known facts of ROME. */
public final class LoadFactsStep implements Step<LoadFactsStep.Parameters> {

    /** What becomes of further records of a fact. */
    enum Repetitions {
        ONCE,
        ALL
    }

    /** Which facts to read. */
    record Parameters(
            @Param(doc = "File or folder of facts: Relations, CounterFact or known-facts JSON; recognised by content.")
            Source source,

            @Param(
                    doc = "Further files or folders of facts, such as a substitute for a relation that was never"
                            + " published; relations may be in any of them.",
                    defaultValue = "[]")
            List<Source> also,

            @Param(
                    doc = "Relations to take, by file (company_hq) or by name (company hq); empty for all.",
                    defaultValue = "[]")
            List<String> relations,

            @Param(
                    doc = "Which template of a relation makes the prompts, from 0; the paper uses 0.",
                    defaultValue = "0")
            int template,

            @Param(
                    doc = "Which list of templates: few-shot (prompt_templates, the paper's, also without examples)"
                            + " or zero-shot (prompt_templates_zs).",
                    defaultValue = "few-shot")
            PromptTemplate.Wording shots,

            @Param(
                    doc = "Records of one subject, relation and template, which may name other objects: once keeps the"
                            + " first; all keeps each, told apart by the column 'case'. CounterFact has 321.",
                    defaultValue = "once")
            Repetitions repetitions) {

        Parameters {
            also = List.copyOf(also);
            relations = List.copyOf(relations);
            new PromptTemplate(shots, template); // refuses what no index can be
        }

        private List<Source> sources() {
            List<Source> sources = new ArrayList<>(List.of(source));
            sources.addAll(also);
            return sources;
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "load-facts", 1, "Reads facts (subject, relation, object) from public data.", Parameters.class)
                .giving(new OutputSlot("facts", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        boolean all = parameters.repetitions() == Repetitions.ALL;
        FactSource source = new FactSource(
                parameters.sources(), new PromptTemplate(parameters.shots(), parameters.template()), all);
        List<Fact> facts = source.facts(parameters.relations());
        if (facts.isEmpty()) {
            throw new StepException(parameters.source().location() + ": holds no fact");
        }
        lane.log("%d facts of %d relations; %d repetitions %s"
                .formatted(
                        facts.size(),
                        facts.stream().map(Fact::relation).distinct().count(),
                        source.repeated(),
                        all ? "among them" : "left out"));
        outputs.table("facts", all ? cases(facts) : table(facts));
    }

    private static Table table(List<Fact> facts) {
        Table.Builder table = Table.of(Fact.COLUMNS);
        facts.forEach(fact -> table.row(fact.row().toArray()));
        return table.build();
    }

    /** With a name for each: the fact's id, and from the second time on which time it is. */
    private static Table cases(List<Fact> facts) {
        List<String> columns = new ArrayList<>(Fact.COLUMNS);
        columns.add(Fact.CASE);
        Table.Builder table = Table.of(columns);
        Map<String, Integer> times = new HashMap<>();
        for (Fact fact : facts) {
            int time = times.merge(fact.id(), 1, Integer::sum);
            List<Object> row = new ArrayList<>(fact.row());
            row.add(time == 1 ? fact.id() : fact.id() + "." + time);
            table.row(row.toArray());
        }
        return table.build();
    }
}
