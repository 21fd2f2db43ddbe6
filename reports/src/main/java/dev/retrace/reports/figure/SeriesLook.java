package dev.retrace.reports.figure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a series is called and how it is drawn: as in the papers where they have it, else by its place.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), figures 5 and 9: hues, dashes and the order of the
 * legend. The tones are ours: readable on white and on a dark page, and told apart by dashes as well.
 *
 * @param name in the legend and in sentences
 * @param hue its colour
 * @param dash of a line: {@code solid}, {@code dashed} or {@code dotted}
 */
public record SeriesLook(String name, Hue hue, String dash) {

    /** A colour on a light and on a dark page. */
    public enum Hue {
        PURPLE("#730099", "#c990ea"),
        RED("#c62828", "#f08a80"),
        GREEN("#2e7d32", "#7fc782"),
        BLUE("#1565c0", "#7db7f5"),
        ORANGE("#b35900", "#f0a850"),
        GREY("#5a5964", "#b9b7c4");

        private final String light;
        private final String dark;

        Hue(String light, String dark) {
            this.light = light;
            this.dark = dark;
        }

        /** As {@code #rrggbb}, on white. */
        public String light() {
            return light;
        }

        /** As {@code #rrggbb}, on a dark page. */
        public String dark() {
            return dark;
        }
    }

    private static final String SOLID = "solid";
    private static final String DASHED = "dashed";
    private static final String DOTTED = "dotted";
    private static final List<String> DASHES = List.of(SOLID, DASHED, DOTTED);

    /** By column and value. */
    private static final Map<String, Map<String, SeriesLook>> PUBLISHED = Map.of(
            "blocked",
            Map.of(
                    "none", new SeriesLook("h restored", Hue.PURPLE, SOLID),
                    "s", new SeriesLook("s blocked", Hue.RED, SOLID),
                    "g", new SeriesLook("g blocked", Hue.GREEN, SOLID),
                    "o", new SeriesLook("o blocked", Hue.BLUE, SOLID),
                    "attn", new SeriesLook("attention blocked", Hue.RED, SOLID),
                    "mlp", new SeriesLook("MLP blocked", Hue.GREEN, SOLID)),
            "setting",
            Map.of(
                    "subject", new SeriesLook("subject", Hue.GREEN, SOLID),
                    "subj_last", new SeriesLook("subject, last token", Hue.BLUE, DASHED),
                    "non_subject", new SeriesLook("not the subject", Hue.PURPLE, DASHED),
                    "prompt_last", new SeriesLook("prompt, last token", Hue.ORANGE, DOTTED)),
            "weight",
            Map.of(
                    "w_a", new SeriesLook("W_a", Hue.RED, SOLID),
                    "w_g", new SeriesLook("W_g", Hue.GREEN, SOLID),
                    "w_o", new SeriesLook("W_o", Hue.BLUE, SOLID),
                    "w_down", new SeriesLook("W_down", Hue.BLUE, SOLID)),
            "from",
            Map.of(
                    "subject", new SeriesLook("from the subject", Hue.BLUE, SOLID),
                    "relation", new SeriesLook("from all but the subject", Hue.GREEN, SOLID),
                    "last", new SeriesLook("from the last token itself", Hue.RED, SOLID),
                    "first", new SeriesLook("from the first token", Hue.ORANGE, SOLID)),
            "channels",
            Map.of(
                    "all", new SeriesLook("all channels", Hue.BLUE, SOLID),
                    "keep-fast", new SeriesLook("all but the fast third (code: context-dependent)", Hue.GREEN, SOLID),
                    "keep-slow", new SeriesLook("all but the slow third (code: context-independent)", Hue.RED, SOLID),
                    "keep-random", new SeriesLook("all but a random third", Hue.GREY, DASHED),
                    "block-slow", new SeriesLook("the slow third (text: context-dependent)", Hue.GREEN, SOLID),
                    "block-fast", new SeriesLook("the fast third (text: context-independent)", Hue.RED, SOLID),
                    "block-random", new SeriesLook("a random third", Hue.GREY, DASHED)),
            "strict",
            Map.of(
                    "0", new SeriesLook("as published", Hue.BLUE, SOLID),
                    "1", new SeriesLook("convolution closed too", Hue.RED, DASHED)),
            "predictor",
            Map.of(
                    "linear", new SeriesLook("linear map", Hue.BLUE, SOLID),
                    "random", new SeriesLook("chance", Hue.RED, SOLID)));

    /** What the papers call a value of a column, if they do. */
    static Optional<String> name(String column, String value) {
        return Optional.ofNullable(PUBLISHED.getOrDefault(column, Map.of()).get(value))
                .map(SeriesLook::name);
    }

    /**
     * The look of one series.
     *
     * @param place among the figure's series, from 0
     */
    public static SeriesLook of(String column, String value, int place) {
        SeriesLook published = PUBLISHED.getOrDefault(column, Map.of()).get(value);
        if (published != null) {
            return published;
        }
        Hue[] hues = Hue.values();
        String dash = DASHES.get(place / hues.length % DASHES.size());
        return new SeriesLook(HeatMap.label(value), hues[place % hues.length], dash);
    }
}
