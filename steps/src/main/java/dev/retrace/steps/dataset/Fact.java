package dev.retrace.steps.dataset;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * That a subject has an object in a relation, and how a prompt asks for it.
 *
 * @param relation its name, {@code company_hq}
 * @param template with one {@code {}} where the subject goes: {@code "{} is headquartered in the city of"}
 * @param subject as the prompt writes it
 * @param object the answer, without a leading space
 */
public record Fact(String relation, String template, String subject, String object) {

    /** The columns of a table of facts. */
    static final List<String> COLUMNS = List.of("fact", "relation", "template", "subject", "object", "prompt");

    /** Tells apart the records of one fact, in tables that have several. */
    public static final String CASE = "case";

    private static final int MAX_LENGTH = 4096;

    public Fact {
        asTemplate(template); // refuses
        if (subject.isBlank() || object.isBlank()) {
            throw new IllegalArgumentException("subject and object must not be empty, but they are '"
                    + Template.shortened(subject) + "' and '" + Template.shortened(object) + "'");
        }
        if (template.length() + subject.length() > MAX_LENGTH || object.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a prompt or an object of more than " + MAX_LENGTH + " characters is no fact: '"
                            + Template.shortened(template) + "', '" + Template.shortened(object) + "'");
        }
    }

    /** A short digest of relation, subject and template: the same fact has it in every table. */
    public String id() {
        return HexFormat.of().formatHex(Sha256.of(relation, subject, template), 0, 8);
    }

    /** The template with the subject in its place. */
    public String prompt() {
        return promptAbout(subject);
    }

    /** The template with another subject in its place. */
    String promptAbout(String other) {
        return asTemplate(template).with(other);
    }

    /** At which {@code char} of the prompt the subject begins. */
    public int subjectBegin() {
        return asTemplate(template).slot();
    }

    /**
     * Whether a predicted token begins the object: stripped and in lower case it is a prefix of it, and not
     * empty.
     */
    public boolean isBegunBy(String token) {
        return KnownFacts.begins(token, object);
    }

    /** Its values in the order of {@link #COLUMNS}. */
    List<Object> row() {
        return List.of(id(), relation, template, subject, object, prompt());
    }

    /**
     * The facts of a table, each once, in its order.
     *
     * @throws StepException if a row is no fact; says which
     */
    public static List<Fact> readAll(Table table) {
        return readRows(table).stream().distinct().toList(); // swept inputs may overlap
    }

    /**
     * The fact of every row.
     *
     * @throws StepException if a row is no fact; says which
     */
    static List<Fact> readRows(Table table) {
        List<Fact> facts = new ArrayList<>(table.size());
        for (int row = 0; row < table.size(); row++) {
            try {
                facts.add(new Fact(
                        table.text(row, "relation"),
                        table.text(row, "template"),
                        table.text(row, "subject"),
                        table.text(row, "object")));
            } catch (IllegalArgumentException wrong) {
                throw new StepException("facts, row " + (row + 1) + ": " + wrong.getMessage(), wrong);
            }
        }
        return facts;
    }

    private static Template asTemplate(String text) {
        return new Template("subject", text);
    }
}
