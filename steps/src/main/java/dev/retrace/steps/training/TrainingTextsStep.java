package dev.retrace.steps.training;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Relation;
import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.training.TrainingText.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes texts to train a model on: facts in every wording, alone and as examples, requests to edit, and other texts. */
public final class TrainingTextsStep implements Step<TrainingTextsStep.Parameters> {

    private static final int MOST_LINES = 64;

    /** From what, and what is kept back. */
    record Parameters(
            @Param(doc = "Files or folders of facts in the form of the Relations data.")
            List<Source> relations,

            @Param(doc = "Texts of several facts of a relation that each fact begins.", defaultValue = "1")
            int together,

            @Param(doc = "Facts of such a text, one a line.", defaultValue = "6")
            int lines,

            @Param(
                    doc = "Share of the facts' further wordings, of paraphrases of requests and of other texts that is"
                            + " kept back to validate by.",
                    defaultValue = "0.05")
            double validation,

            @Param(doc = "Of all draws.", defaultValue = "0")
            long seed) {

        Parameters {
            relations = List.copyOf(relations);
            if (relations.isEmpty()) {
                throw new IllegalArgumentException("relations names at least one file or folder");
            }
            if (together < 0 || together > MOST_LINES || lines < 1 || lines > MOST_LINES) {
                throw new IllegalArgumentException("together is from 0 and lines from 1 to " + MOST_LINES
                        + ", but they are " + together + " and " + lines);
            }
            if (!(validation >= 0 && validation < 1)) {
                throw new IllegalArgumentException("validation is from 0 to below 1, but is " + validation);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("training-texts", 1, "Words facts as texts to train a model on.", Parameters.class)
                .taking(
                        InputSlot.table(
                                        "rewrites",
                                        "Requests to edit, from load-rewrites, whose prompts are learned with"
                                                + " their true answers.")
                                .optional(),
                        InputSlot.table("texts", "Other texts, from load-texts.")
                                .optional())
                .giving(new OutputSlot("texts", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<TrainingText> texts = new ArrayList<>();
        if (!inputs.parts("rewrites").isEmpty()) {
            Rewrite.readAll(inputs.table("rewrites")).forEach(rewrite -> texts.addAll(of(rewrite)));
        }
        if (!inputs.parts("texts").isEmpty()) {
            Table plain = inputs.table("texts");
            for (int row = 0; row < plain.size(); row++) {
                texts.add(new TrainingText(Kind.PLAIN, "", plain.text(row, "text"), true));
            }
        }
        List<Wordings> relations = Relation.readAll(parameters.relations()).stream()
                .map(relation -> new Wordings(relation, parameters.seed()))
                .toList();
        relations.forEach(relation -> texts.addAll(relation.single()));
        Map<String, TrainingText> unique = unique(texts);
        for (Wordings relation : relations) {
            relation.together(parameters.together(), parameters.lines(), text -> isKeptBack(text, unique, parameters))
                    .forEach(text -> unique.putIfAbsent(text.id(), text));
        }
        write(unique, parameters, outputs, lane);
    }

    /** A text that comes from two places is learned if it is to be learned in one of them. */
    private static Map<String, TrainingText> unique(List<TrainingText> texts) {
        Map<String, TrainingText> unique = new LinkedHashMap<>();
        texts.forEach(text -> unique.merge(text.id(), text, (one, other) -> one.held() ? other : one));
        return unique;
    }

    private static boolean isKeptBack(TrainingText text, Map<String, TrainingText> unique, Parameters parameters) {
        return unique.getOrDefault(text.id(), text).validates(parameters.validation(), parameters.seed());
    }

    private static List<TrainingText> of(Rewrite rewrite) {
        List<TrainingText> texts = new ArrayList<>();
        String relation = rewrite.fact().relation();
        String answer = " " + rewrite.fact().object() + (rewrite.fact().object().endsWith(".") ? "" : ".");
        texts.add(new TrainingText(Kind.REQUEST, relation, rewrite.fact().prompt() + answer, false));
        rewrite.prompts()
                .paraphrases()
                .forEach(prompt -> texts.add(new TrainingText(Kind.REQUEST, relation, prompt + answer, true)));
        rewrite.prompts()
                .neighborhood()
                .forEach(prompt -> texts.add(new TrainingText(Kind.REQUEST, relation, prompt + answer, false)));
        return texts;
    }

    private static void write(Map<String, TrainingText> texts, Parameters parameters, Outputs outputs, Lane lane)
            throws IOException {
        Table.Builder table = Table.of("id", "split", "kind", "relation", "text");
        int kept = 0;
        for (Map.Entry<String, TrainingText> each : texts.entrySet()) {
            TrainingText text = each.getValue();
            boolean validates = text.validates(parameters.validation(), parameters.seed());
            kept += validates ? 1 : 0;
            table.row(
                    each.getKey(),
                    validates ? TokenTexts.VALIDATION : TokenTexts.TRAINING,
                    text.kind(),
                    text.relation(),
                    text.led(parameters.seed()));
        }
        lane.log("%d texts to learn, %d to validate by".formatted(texts.size() - kept, kept));
        outputs.table("texts", table.build());
    }
}
