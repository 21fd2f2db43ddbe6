package dev.retrace.reports.page;

import dev.retrace.engine.step.Part;
import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.text.VisibleText;
import gg.jte.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One figure as the report's template shows it.
 *
 * @param anchor the target of deep links, {@code fig-figure-2b}
 * @param label {@code Figure 2b} where it reproduces one, else the step's id
 * @param body what it shows
 * @param notes what it rests on, how sure it is, what was left out
 * @param stages how it was made
 * @param data for the page's program
 */
public record FigureView(
        String anchor,
        String label,
        FigureDocument document,
        FigureBody body,
        List<String> notes,
        List<Stage> stages,
        Content data) {

    private static final String STEP = "step";
    private static final String ANCHOR = "fig-";
    private static final String BOXES = "boxes";

    /** What the page's program needs of a figure. */
    private record Data(String file, String title, FigureDocument.@Nullable Chart chart, Packed.Columns table) {}

    /**
     * The figure of one part of the report's input.
     *
     * @param taken anchors of other figures, to which this one's is added
     */
    static FigureView of(Part part, FigureDocument document, List<Stage> stages, List<String> taken) {
        String name = slug(part);
        for (int i = 2; taken.contains(name); i++) {
            name = slug(part) + "-" + i;
        }
        taken.add(name);
        String id = VisibleText.of(part.coordinates().getOrDefault(STEP, ""));
        return new FigureView(
                ANCHOR + name,
                document.paperFigure() == null ? id : "Figure " + document.paperFigure(),
                document,
                FigureBody.of(document),
                notes(document, part),
                stages,
                EmbeddedJson.of(new Data(
                        name, document.title(), Packed.chart(document.chart()), Packed.table(document.table()))));
    }

    /** What its files are called, without an extension. */
    public String file() {
        return anchor.substring(ANCHOR.length());
    }

    /** Whether there are numbers behind it. */
    public boolean hasValues() {
        return !document.table().columns().isEmpty();
    }

    private static String slug(Part part) {
        List<String> words = new ArrayList<>();
        part.coordinates().forEach((name, value) -> words.add(name.equals(STEP) ? value : name + "-" + value));
        String slug = String.join("-", words)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._]+", "-")
                .replaceAll("^[-.]+|-+$", "");
        return slug.isEmpty() ? "figure" : slug;
    }

    private static List<String> notes(FigureDocument document, Part part) {
        List<String> notes = new ArrayList<>();
        if (document.table().columns().isEmpty()) {
            return notes; // a drawing rests on nothing
        }
        FigureDocument.Sample sample = document.sample();
        String of = sample.used() == sample.total() ? "" : " of " + sample.total();
        notes.add(
                "n = " + sample.used() + of + " " + sample.unit() + (sample.total() == 1 ? "" : "s") + groups(sample));
        if (document.chart() != null && sample.used() > 1) {
            notes.add(
                    document.kind().equals(BOXES)
                            ? capitalised(document.interval())
                            : "± is the " + document.interval());
        }
        if (document.normalisation() != null) {
            notes.add(normalisation(document.normalisation()));
        }
        document.dropped()
                .forEach(dropped ->
                        notes.add("Left out: " + dropped.count() + " " + dropped.what() + " where " + dropped.why()));
        Map<String, String> coordinates = new LinkedHashMap<>(part.coordinates());
        coordinates.remove(STEP);
        coordinates.forEach((name, value) -> notes.add(name + " = " + value));
        return notes.stream().map(VisibleText::of).toList();
    }

    private static String capitalised(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String groups(FigureDocument.Sample sample) {
        if (sample.groups().isEmpty()) {
            return "";
        }
        List<String> counts = new ArrayList<>();
        sample.groups().forEach(group -> counts.add(group.name() + " " + group.count()));
        return " (" + String.join(", ", counts) + ")";
    }

    private static String normalisation(String word) {
        return switch (word) {
            case "paper" ->
                "Normalised as published: p(patched) / (p(clean) − p(corrupt)), without subtracting p(corrupt)";
            case "proper" -> "Normalised as defined: (p(patched) − p(corrupt)) / (p(clean) − p(corrupt))";
            default -> "Normalisation: " + word;
        };
    }
}
