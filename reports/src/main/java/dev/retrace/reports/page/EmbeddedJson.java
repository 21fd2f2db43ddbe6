package dev.retrace.reports.page;

import dev.retrace.reports.text.Json;
import gg.jte.Content;
import gg.jte.TemplateOutput;

/** Data for a page's program, for the inside of an {@code application/json} script. */
public record EmbeddedJson(String text) implements Content {

    /** The value as JSON. */
    public static EmbeddedJson of(Object value) {
        return new EmbeddedJson(Json.embedded(value));
    }

    @Override
    public void writeTo(TemplateOutput output) {
        output.writeContent(text);
    }
}
