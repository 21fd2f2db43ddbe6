package dev.retrace.steps.catalog;

import dev.retrace.steps.checkpoint.ModelFamily;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code predict} answers, for people and for scripts.
 *
 * @param prompt the ids that the model was given
 * @param best the first first
 */
record PredictionText(
        NamedModel model, ModelFamily family, List<Integer> prompt, List<NextToken> best, TokenTexts texts) {

    PredictionText {
        prompt = List.copyOf(prompt);
        best = List.copyOf(best);
    }

    void print(PrintWriter out, boolean json) throws IOException {
        if (json) {
            out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(node()));
        } else {
            print(out);
        }
        out.flush();
    }

    /** The text comes last: it may be of any width, and run from right to left. */
    private void print(PrintWriter out) {
        out.println("RANK   TOKEN  PROBABILITY      LOGIT" + (texts.known() ? "  TEXT" : ""));
        for (int i = 0; i < best.size(); i++) {
            NextToken token = best.get(i);
            String text = texts.known() ? "  " + VisibleText.quoted(texts.of(token.id())) : "";
            out.printf(
                    Locale.ROOT,
                    "%4d  %6d  %11.6f  %9.4f%s%n",
                    i + 1,
                    token.id(),
                    token.probability(),
                    token.logit(),
                    text);
        }
    }

    private ObjectNode node() throws IOException {
        ObjectNode node = new JsonMapper().createObjectNode();
        node.put("model", model.name());
        node.put("revision", model.revision());
        node.put("sha256", ModelDigests.one(ModelDigests.of(model.folder())));
        node.put("family", family.id());
        ArrayNode ids = node.putArray("tokens");
        prompt.forEach(ids::add);
        if (texts.known()) {
            ArrayNode words = node.putArray("texts");
            for (int id : prompt) {
                words.add(texts.of(id));
            }
        }
        ArrayNode top = node.putArray("top");
        for (int i = 0; i < best.size(); i++) {
            ObjectNode token = top.addObject();
            token.put("rank", i + 1);
            token.put("id", best.get(i).id());
            if (texts.known()) {
                token.put("text", texts.of(best.get(i).id()));
            }
            token.put("probability", best.get(i).probability());
            token.put("logit", best.get(i).logit());
        }
        return node;
    }
}
