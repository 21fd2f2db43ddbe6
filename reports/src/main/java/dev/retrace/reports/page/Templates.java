package dev.retrace.reports.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The templates of {@code src/main/jte}, which the build has compiled. */
final class Templates {

    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Templates.class.getClassLoader(), "dev.retrace.reports.template");

    private Templates() {}

    static String render(String template, Frame frame, Object view) {
        StringOutput output = new StringOutput();
        ENGINE.render(template, Map.of("frame", frame, "view", view), output);
        return output.toString();
    }
}
