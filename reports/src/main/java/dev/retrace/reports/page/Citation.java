package dev.retrace.reports.page;

import dev.retrace.reports.text.VisibleText;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How to cite a report and what it reproduces.
 *
 * @param file what its entries are called as a file
 * @param text entries of BibTeX
 */
public record Citation(String file, String text) {

    private static final String DIGEST = "sha256:";
    private static final int DIGITS = 12;

    /** The longest text that a workflow may give. */
    static final int LONGEST = 20_000;

    /**
     * The entry of a report, and after it those that the workflow gives.
     *
     * @param title of the report
     * @param content digest of all that the report rests on; empty if unknown
     * @param given BibTeX that the workflow gives; empty if none
     */
    static Citation of(String title, Lineage lineage, String content, String given) {
        String workflow = lineage.workflow().name();
        String slug =
                workflow.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String key = "retrace" + (slug.isEmpty() ? "" : "-" + slug) + (content.isEmpty() ? "" : "-" + digits(content));
        StringBuilder entry = new StringBuilder("@misc{" + key + ",\n");
        entry.append("  title        = {{").append(escaped(title)).append("}},\n");
        entry.append("  howpublished = {")
                .append(made(workflow, lineage.engine()))
                .append("}");
        if (!content.isEmpty()) {
            entry.append(",\n  note         = {Content ")
                    .append(DIGEST + content)
                    .append("}");
        }
        entry.append("\n}\n");
        String further = cleaned(given);
        return new Citation(key + ".bib", entry + (further.isEmpty() ? "" : "\n" + further + "\n"));
    }

    private static String made(String workflow, String engine) {
        String by = "made with Retrace" + (engine.isEmpty() ? "" : " " + escaped(engine));
        return workflow.isEmpty() ? "Report " + by : "Report of the workflow ``" + escaped(workflow) + "'', " + by;
    }

    private static String digits(String content) {
        return content.substring(0, Math.min(DIGITS, content.length()));
    }

    /** Words in which TeX sees nothing but words. */
    private static String escaped(String words) {
        return VisibleText.of(words)
                .codePoints()
                .mapToObj(point -> switch (point) {
                    case '\\' -> "\\textbackslash{}";
                    case '~' -> "\\textasciitilde{}";
                    case '^' -> "\\textasciicircum{}";
                    case '{', '}', '&', '%', '$', '#', '_' -> "\\" + Character.toString(point);
                    default -> Character.toString(point);
                })
                .collect(Collectors.joining());
    }

    /** The lines of a stranger's text, in which nothing else is invisible. */
    private static String cleaned(String given) {
        return given.replace("\r\n", "\n")
                .replace("\t", "  ")
                .strip()
                .lines()
                .map(line -> VisibleText.of(line.stripTrailing()))
                .collect(Collectors.joining("\n"));
    }
}
