package dev.retrace.reports.page;

import dev.retrace.engine.provenance.RunStory;
import dev.retrace.reports.text.Json;
import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run as its page's program reads it. Ten thousand cells weigh half a megabyte so: what repeats (states,
 * lanes, messages) stands once and is referred to by its place, and a cell is an array.
 *
 * @param steps in the plan's order
 * @param states in the order of their first cell
 * @param lanes in the order of their first cell
 * @param texts messages and reasons
 * @param millis how long the run took
 * @param cells each {@code [name after its step's id, step, state, start, millis, lane, key, text]};
 *     start is -1 where there was none, lane and text where there is none
 */
record RunData(
        List<Step> steps,
        List<String> states,
        List<String> lanes,
        List<String> texts,
        long millis,
        List<Object[]> cells) {

    private static final int DIGITS = 12; // of a key: enough for `retrace show`
    private static final String DIGEST_PREFIX = "sha256:";

    /** A step: its id, its kind, and which of the steps it reads. */
    record Step(String id, String step, List<Integer> reads) {}

    static RunData of(RunStory run) {
        List<Step> steps = run.steps().stream()
                .map(step -> new Step(VisibleText.of(step.id()), VisibleText.of(step.step()), step.reads()))
                .toList();
        Dictionary states = new Dictionary();
        Dictionary lanes = new Dictionary();
        Dictionary texts = new Dictionary();
        List<Object[]> cells = new ArrayList<>(run.cells().size());
        for (RunStory.Cell cell : run.cells()) {
            String id = run.steps().get(cell.step()).id();
            cells.add(new Object[] {
                VisibleText.of(cell.name().startsWith(id) ? cell.name().substring(id.length()) : " " + cell.name()),
                cell.step(),
                states.place(cell.state()),
                cell.start(),
                cell.millis(),
                lanes.place(cell.lane()),
                digits(cell.key()),
                texts.place(why(cell))
            });
        }
        long millis = run.finished().toEpochMilli() - run.started().toEpochMilli();
        return new RunData(steps, states.words(), lanes.words(), texts.words(), Math.max(0, millis), cells);
    }

    private static String digits(String key) {
        String hex = key.startsWith(DIGEST_PREFIX) ? key.substring(DIGEST_PREFIX.length()) : key;
        return hex.substring(0, Math.min(DIGITS, hex.length()));
    }

    private static String why(RunStory.Cell cell) {
        boolean both = !cell.message().isEmpty() && !cell.reason().isEmpty();
        return cell.message() + (both ? " · " : "") + cell.reason();
    }

    /** Words and the place of each, from 0; nothing is at -1. */
    private static final class Dictionary {

        private final Map<String, Integer> places = new LinkedHashMap<>();

        int place(String word) {
            Integer known = places.get(word);
            if (known != null) {
                return known;
            } else if (word.isEmpty()) {
                return -1;
            }
            places.put(word, places.size());
            return places.size() - 1;
        }

        List<String> words() {
            return places.keySet().stream().map(VisibleText::of).toList();
        }
    }

    /** The JSON for the page. */
    EmbeddedJson embedded() {
        return new EmbeddedJson(Json.embedded(this));
    }
}
