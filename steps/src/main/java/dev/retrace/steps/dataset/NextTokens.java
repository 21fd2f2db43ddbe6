package dev.retrace.steps.dataset;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's most probable next tokens.
 *
 * @param prefix put before every prompt
 */
public record NextTokens(LanguageModel model, Tokenizer tokenizer, String prefix) implements KnownFacts.Predictor {

    @Override
    public List<Prediction> predict(List<Fact> facts) {
        List<int[]> prompts =
                facts.stream().map(fact -> ids(prefix + fact.prompt())).toList();
        try (PrefixCache run = model.prefill(new TokenBatch(prompts), Keep.forReplay())) {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < prompts.size(); i++) {
                rows.add(new Row(run, i, List.of()));
            }
            Readout top = model.replay(rows, new Query.Top());
            List<Prediction> predictions = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                predictions.add(new Prediction(top.token(i), tokenizer.text(top.token(i)), top.probability(i)));
            }
            return predictions;
        }
    }

    /** Why the model cannot be asked a fact; empty if it can. */
    public String obstacle(Fact fact) {
        int length = ids(prefix + fact.prompt()).length;
        int most = model.architecture().positions();
        if (length == 0) {
            return "the tokenizer makes no token of the prompt";
        }
        return length > most ? "the prompt is longer than the " + most + " tokens that the model takes" : "";
    }

    /** The first token of a fact's object as it would follow the prompt, a space before it; -1 if it has none. */
    public int answer(Fact fact) {
        int[] ids = tokenizer.encode(" " + fact.object()).ids();
        return ids.length == 0 ? -1 : ids[0];
    }

    private int[] ids(String prompt) {
        return ModelTokenizer.ids(prompt, tokenizer, model.architecture());
    }
}
