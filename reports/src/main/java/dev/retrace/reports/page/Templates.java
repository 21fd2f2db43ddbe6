package dev.retrace.reports.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/** The templates of {@code src/main/jte}, which the build has compiled. */
public final class Templates {

    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Templates.class.getClassLoader(), "dev.retrace.reports.template");

    private Templates() {}

    /** The page in UTF-8. */
    public static byte[] render(String template, Frame frame, Object view) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        ENGINE.render(template, Map.of("frame", frame, "view", view), output);
        return output.toByteArray();
    }
}
