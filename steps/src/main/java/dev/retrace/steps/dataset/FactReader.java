package dev.retrace.steps.dataset;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads the facts of one file, record by record, in whichever of the public formats it is written:
 *
 * <ul>
 *   <li>Relations (github.com/evandez/relations): one object with {@code prompt_templates} and {@code
 *       samples};
 *   <li>CounterFact (rome.baulab.info): records with {@code requested_rewrite};
 *   <li>CounterFact with one flat record a line: {@code target_true} beside {@code template};
 *   <li>the known facts of ROME: records with {@code attribute} and {@code prompt}.
 * </ul>
 *
 * Records stand in one array or one after another (JSON Lines).
 */
final class FactReader {

    /** Takes the facts as they are read. */
    @FunctionalInterface
    interface Sink {

        /**
         * Takes one.
         *
         * @param name what else its relation is called
         */
        void add(Fact fact, String name);
    }

    private final Path file;
    private final String place;
    private final String relation;
    private final PromptTemplate template;

    /**
     * @param place the file as messages name it
     * @param relation what a file of one relation calls it; empty for the file's own word
     */
    FactReader(Path file, String place, String relation, PromptTemplate template) {
        this.file = file;
        this.place = place;
        this.relation = relation;
        this.template = template;
    }

    /**
     * Reads all facts, in the file's order.
     *
     * @throws StepException if a record is of no known format, or breaks its own; says which record
     */
    void read(Sink sink) throws IOException {
        new JsonRecords(file, place).read(record -> record(record, sink));
    }

    private void record(JsonRecord record, Sink sink) {
        if (record.has("samples")) {
            relation(record, sink);
            return;
        }
        template.requireFirst(record);
        Fact fact = single(record);
        sink.add(fact, fact.relation());
    }

    private void relation(JsonRecord record, Sink sink) {
        String name = record.text("name");
        String prompt = template.of(record);
        for (JsonRecord sample : record.list("samples")) {
            String called = relation.isEmpty() ? RelationName.normal(name) : relation;
            sink.add(sample.fact(called, prompt, sample.text("subject"), sample.text("object")), name);
        }
    }

    private static Fact single(JsonRecord record) {
        if (record.has("requested_rewrite")) {
            JsonRecord rewrite = record.object("requested_rewrite");
            String object = rewrite.object("target_true").text("str");
            return rewrite.fact(relationOf(rewrite), rewrite.text("prompt"), rewrite.text("subject"), object);
        } else if (record.has("target_true")) {
            return record.fact(
                    relationOf(record), record.text("template"), record.text("subject"), record.text("target_true"));
        } else if (record.has("attribute")) {
            return known(record);
        }
        throw record.wrong("is of no known format: it has none of 'samples' (Relations), 'requested_rewrite' or"
                + " 'target_true' (CounterFact), 'attribute' (known facts)");
    }

    private static Fact known(JsonRecord record) {
        String subject = record.text("subject");
        String prompt = record.text("prompt");
        int at = subject.isEmpty() ? -1 : prompt.indexOf(subject);
        if (at < 0) {
            throw record.wrong("its prompt '" + prompt + "' does not contain its subject '" + subject + "'");
        }
        // The record's own template is another sentence in two of five records; the prompt is what was asked.
        String asked = prompt.substring(0, at) + Template.BARE + prompt.substring(at + subject.length());
        return record.fact(relationOf(record), asked, subject, record.text("attribute"));
    }

    private static String relationOf(JsonRecord record) {
        return record.textOr("relation_id", "unnamed");
    }
}
