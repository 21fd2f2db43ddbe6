package dev.retrace.steps.dataset;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request to rewrite a fact: that the subject is to have another object, and by which prompts the
 * success is measured.
 *
 * <p>Source: Meng et al., "Locating and Editing Factual Associations in GPT" (arXiv 2202.05262), section
 * 3.4, whose data CounterFact are.
 *
 * @param id of the record, {@code 8641}
 * @param fact with the object that is true
 * @param target the object that the subject is to have, without a leading space
 * @param prompts what else the model is asked
 */
public record Rewrite(String id, Fact fact, String target, Prompts prompts) {

    /** The columns of a table of requests. */
    public static final List<String> COLUMNS = List.of(
            Fact.CASE,
            "fact",
            "relation",
            "template",
            "subject",
            "target_true",
            "target_new",
            "prompt",
            "paraphrases",
            "neighborhood",
            "generation",
            "attributes");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.]{1,64}"); // names tensors
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * Whole prompts, as far as the data have them.
     *
     * @param paraphrases ask the same in other words
     * @param neighborhood ask the same of other subjects that have the true object
     * @param generation begin a text about the subject
     * @param attributes ask the same of subjects that have the new object
     */
    public record Prompts(
            List<String> paraphrases, List<String> neighborhood, List<String> generation, List<String> attributes) {

        public Prompts {
            paraphrases = List.copyOf(paraphrases);
            neighborhood = List.copyOf(neighborhood);
            generation = List.copyOf(generation);
            attributes = List.copyOf(attributes);
        }
    }

    public Rewrite {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "a case is named by up to 64 letters, digits, dots and underscores, but this one is '" + id + "'");
        }
        if (target.isBlank()) {
            throw new IllegalArgumentException("the new object must not be empty");
        }
    }

    /** Its values in the order of {@link #COLUMNS}. */
    public List<Object> row() {
        return List.of(
                id,
                fact.id(),
                fact.relation(),
                fact.template(),
                fact.subject(),
                fact.object(),
                target,
                fact.prompt(),
                JSON.writeValueAsString(prompts.paraphrases),
                JSON.writeValueAsString(prompts.neighborhood),
                JSON.writeValueAsString(prompts.generation),
                JSON.writeValueAsString(prompts.attributes));
    }

    /**
     * The requests of a table, each once, in its order.
     *
     * @throws StepException if a row is none; says which
     */
    public static List<Rewrite> readAll(Table table) {
        List<Rewrite> rewrites = new ArrayList<>(table.size());
        for (int row = 0; row < table.size(); row++) {
            try {
                rewrites.add(read(table, row));
            } catch (IllegalArgumentException | JacksonException wrong) {
                throw new StepException("rewrites, row " + (row + 1) + ": " + wrong.getMessage(), wrong);
            }
        }
        return rewrites.stream().distinct().toList(); // swept inputs may overlap
    }

    private static Rewrite read(Table table, int row) {
        Fact fact = new Fact(
                table.text(row, "relation"),
                table.text(row, "template"),
                table.text(row, "subject"),
                table.text(row, "target_true"));
        Prompts prompts = new Prompts(
                texts(table.text(row, "paraphrases")),
                texts(table.text(row, "neighborhood")),
                texts(table.text(row, "generation")),
                texts(table.text(row, "attributes")));
        return new Rewrite(table.text(row, Fact.CASE), fact, table.text(row, "target_new"), prompts);
    }

    private static List<String> texts(String written) {
        return JSON.readValue(written, new TypeReference<List<String>>() {});
    }
}
