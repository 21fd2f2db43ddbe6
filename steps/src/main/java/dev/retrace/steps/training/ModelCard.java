package dev.retrace.steps.training;

import dev.retrace.engine.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * The sections of a card, Markdown as Hugging Face shows it.
 *
 * @param model {@code model.json}
 * @param lineage how all that the card is made from was made
 */
record ModelCard(String title, String about, JsonNode model, JsonNode lineage) {

    private static final String WEIGHTS = "model.safetensors";
    private static final double PERCENT = 100;

    /** What the model is. */
    String beginning() {
        JsonNode numbers = model.path("architecture");
        List<String> sizes = new ArrayList<>();
        numbers.properties()
                .forEach(number -> sizes.add(
                        "`" + number.getKey() + "` " + number.getValue().asString()));
        return """
                # %s

                %s

                A `%s` model of %,d weights: %s.

                """.formatted(title, about, model.path("family").asString(""), weights(), String.join(", ", sizes));
    }

    private long weights() {
        return StreamSupport.stream(model.path("tensors").spliterator(), false)
                .mapToLong(tensor -> StreamSupport.stream(tensor.path("shape").spliterator(), false)
                        .mapToLong(JsonNode::longValue)
                        .reduce(1, (a, b) -> a * b))
                .sum();
    }

    private static final class Count {

        int right;
        int asked;

        void add(boolean known) {
            asked++;
            right += known ? 1 : 0;
        }

        String line(String name) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.1f %% |%n",
                    name,
                    asked,
                    right,
                    PERCENT * right / Math.max(1, asked));
        }
    }

    /** How many facts it knows, by relation. */
    String knowledge(Table answers) {
        Map<String, Count> relations = new TreeMap<>();
        Count all = new Count();
        for (int row = 0; row < answers.size(); row++) {
            if (answers.text(row, "left_out").isEmpty()) {
                boolean known = answers.number(row, "begins") == 1;
                relations
                        .computeIfAbsent(answers.text(row, "relation"), name -> new Count())
                        .add(known);
                all.add(known);
            }
        }
        StringBuilder text = new StringBuilder("""
                ## What it knows

                Facts that it answers without an example: the most probable token after the prompt begins the object.

                | relation | facts | known | |
                |---|---|---|---|
                """);
        relations.forEach((name, count) -> text.append(count.line("`" + name + "`")));
        return text.append(all.line("all")).append('\n').toString().replace("\r\n", "\n");
    }

    /** How it was trained. */
    String training(Table losses) {
        int last = losses.size() - 1;
        StringBuilder text = new StringBuilder("## How it was trained\n\n");
        if (last >= 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "%,d steps, %,d tokens. The last losses, in nats per token: %s.%n%n",
                    losses.integer(last, "step"),
                    (long) losses.number(last, "tokens"),
                    String.join(", ", lastLosses(losses))));
        }
        text.append("Parameters of the steps:\n\n");
        for (JsonNode cell : cells("train", "training-texts", "train-tokenizer")) {
            text.append("- `").append(cell.path("step").asString("")).append("`: `");
            text.append(cell.path("parameters")).append("`\n");
        }
        return text.append('\n').toString().replace("\r\n", "\n");
    }

    private static List<String> lastLosses(Table losses) {
        Map<String, String> last = new TreeMap<>();
        for (int row = 0; row < losses.size(); row++) {
            last.put(losses.text(row, "texts"), String.format(Locale.ROOT, "%.3f", losses.number(row, "loss")));
        }
        return last.entrySet().stream()
                .map(loss -> loss.getKey() + " " + loss.getValue())
                .toList();
    }

    /** The last cell of each of these steps. */
    private List<JsonNode> cells(String... steps) {
        Map<String, JsonNode> found = new TreeMap<>();
        for (JsonNode cell : lineage.path("cells")) {
            found.put(cell.path("step").asString(""), cell);
        }
        Set<JsonNode> cells = new LinkedHashSet<>();
        for (String step : steps) {
            JsonNode cell = found.get(step);
            if (cell != null) {
                cells.add(cell);
            }
        }
        return List.copyOf(cells);
    }

    /** By what it was made. */
    String origin() {
        StringBuilder text = new StringBuilder(
                """
                ## Where it comes from

                Made by Retrace with the workflow `%s`. The keys of its cells, under which the same inputs give it again:

                """.formatted(lineage.path("workflow").path("name").asString("")));
        for (JsonNode cell : cells("train", "write-model")) {
            text.append("- `").append(cell.path("cell").asString("")).append("` `");
            text.append(cell.path("key").asString("")).append("`\n");
        }
        String digest = model.path("files").path(WEIGHTS).path("sha256").asString("");
        return text.append("\nSHA-256 of `" + WEIGHTS + "`: `" + digest + "`\n").toString();
    }
}
