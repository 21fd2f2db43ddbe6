package dev.retrace.steps.dataset;

import java.util.List;

/**
 * Which of a relation's templates makes the prompts.
 *
 * @param list which of its lists
 * @param index in that list, from 0
 */
record PromptTemplate(Wording list, int index) {

    /** For which kind of prompt a template of the Relations data is worded. */
    enum Wording {
        /** {@code prompt_templates}, made to follow examples; the paper uses the first of them, without examples. */
        FEW_SHOT("prompt_templates"),
        /** {@code prompt_templates_zs}, made to stand alone. */
        ZERO_SHOT("prompt_templates_zs");

        private final String key;

        Wording(String key) {
            this.key = key;
        }
    }

    PromptTemplate {
        if (index < 0) {
            throw new IllegalArgumentException("templates count from 0, but template is " + index);
        }
    }

    /** The template of a relation's file. */
    String of(JsonRecord relation) {
        List<JsonRecord> templates = relation.list(list.key);
        if (index >= templates.size()) {
            throw relation.wrong("has " + templates.size() + " templates under '" + list.key
                    + "', so there is none with the index " + index + "; indices count from 0");
        }
        JsonRecord template = templates.get(index);
        if (!template.node().isString()) {
            throw template.wrong("a template is a text with one {}, but this is " + template.node());
        }
        return template.node().stringValue();
    }

    /** Refuses to choose a template where a record has only one. */
    void requireFirst(JsonRecord record) {
        if (index != 0) {
            throw record.wrong("has a single template, but template is " + index + "; leave template at 0");
        }
    }
}
