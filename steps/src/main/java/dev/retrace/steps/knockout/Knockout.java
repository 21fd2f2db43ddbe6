package dev.retrace.steps.knockout;

import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Sever;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Token-to-token knockout: the target's probability when, in a window of layers, some tokens take nothing
 * from others where the layer mixes tokens.
 *
 * <p>Source: Endy et al. (arXiv 2505.24244), section 3, with the authors' code. There each knockout is a
 * whole pass. Before the first token that is cut off and below the window nothing can change, so with the
 * last token as target each is one decode step per layer, from the window up.
 */
final class Knockout {

    private final LanguageModel model;
    private final Thirds thirds;
    private final Design design;

    Knockout(LanguageModel model, Thirds thirds, Design design) {
        this.model = model;
        this.thirds = thirds;
        this.design = design;
    }

    /** The questions in groups that are measured together; depends on the questions and the model alone. */
    List<List<Question>> groups(List<Question> questions) {
        return Replays.groups(model, questions, question -> {
            BitSet targets = design.target().of(question, design.targetTokens());
            int computed = targets.isEmpty() ? 1 : question.length() - targets.nextSetBit(0);
            return (long) computed * design.cells(question, layers()).size();
        });
    }

    /** What cuts; cells of one prompt that cut alike are one run, and without sources it is the clean one. */
    private record Run(int prompt, BitSet sources, ChannelChoice channels, int window, int start) {

        boolean isClean() {
            return sources.isEmpty();
        }
    }

    /** One change that is asked for, and the run that answers it. */
    private record Asked(Question question, Change.Cell cell, Run run) {}

    /** All changes of some questions: by question, source, channels, window, start. */
    List<Change> measure(List<Question> questions) {
        List<BitSet> targets = questions.stream()
                .map(question -> design.target().of(question, design.targetTokens()))
                .toList();
        List<Asked> asked = new ArrayList<>();
        for (int prompt = 0; prompt < questions.size(); prompt++) {
            Question question = questions.get(prompt);
            for (Change.Cell cell : design.cells(question, layers())) {
                asked.add(new Asked(question, cell, run(prompt, cell, targets.get(prompt))));
            }
        }
        try (PrefixCache base = model.prefill(
                new TokenBatch(questions.stream().map(Question::tokenIds).toList()), keep(questions, targets))) {
            List<Change.Reading> clean = clean(base, questions);
            Map<Run, Change.Reading> readings = new HashMap<>();
            asked.stream()
                    .map(Asked::run)
                    .filter(Run::isClean) // nothing is cut, so not one bit differs
                    .forEach(run -> readings.put(run, clean.get(run.prompt())));
            read(base, asked, targets, readings);
            return asked.stream()
                    .map(each -> new Change(
                            each.question(),
                            each.cell(),
                            clean.get(each.run().prompt()),
                            Objects.requireNonNull(readings.get(each.run()))))
                    .toList();
        }
    }

    /** What restarts at each prompt's first target, where all its rows start. */
    private static Keep keep(List<Question> questions, List<BitSet> targets) {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            starts.add(
                    targets.get(i).isEmpty()
                            ? questions.get(i).length() - 1
                            : targets.get(i).nextSetBit(0));
        }
        return new Keep(Set.of(), Set.of(), true, starts);
    }

    private static Run run(int prompt, Change.Cell cell, BitSet targets) {
        BitSet sources = cell.source().tokens();
        sources.clear(targets.length(), Math.max(targets.length(), sources.length())); // none after the last target
        return sources.isEmpty()
                ? new Run(prompt, sources, ChannelChoice.ALL, 0, 0)
                : new Run(prompt, sources, cell.channels(), cell.window(), cell.start());
    }

    private List<Change.Reading> clean(PrefixCache base, List<Question> questions) {
        List<Row> rows = new ArrayList<>();
        for (int prompt = 0; prompt < questions.size(); prompt++) {
            rows.add(new Row(base, prompt, List.of()));
        }
        return readings(rows, questions.stream().map(Question::target).toList());
    }

    private void read(PrefixCache base, List<Asked> asked, List<BitSet> targets, Map<Run, Change.Reading> readings) {
        Map<Run, Integer> tokens = new LinkedHashMap<>();
        asked.stream()
                .filter(each -> !each.run().isClean())
                .forEach(each -> tokens.put(each.run(), each.question().target()));
        List<Run> runs = List.copyOf(tokens.keySet());
        List<Row> rows = runs.stream()
                .map(run -> new Row(base, run.prompt(), cuts(run, targets.get(run.prompt()))))
                .toList();
        List<Change.Reading> found = readings(rows, List.copyOf(tokens.values()));
        for (int i = 0; i < runs.size(); i++) {
            readings.put(runs.get(i), found.get(i));
        }
    }

    private List<Intervention> cuts(Run run, BitSet targets) {
        List<Intervention> cuts = new ArrayList<>();
        for (int layer = run.start(); layer < run.start() + run.window(); layer++) {
            cuts.add(new Sever(layer, run.sources(), targets, thirds.kept(run.channels(), layer), design.strict()));
        }
        return cuts;
    }

    private List<Change.Reading> readings(List<Row> rows, List<Integer> tokens) {
        List<Change.Reading> all = new ArrayList<>();
        if (!rows.isEmpty()) {
            Readout readout = model.replay(rows, new Query.Probability(tokens));
            for (int row = 0; row < rows.size(); row++) {
                all.add(new Change.Reading(readout.probability(row), readout.isTop(row)));
            }
        }
        return all;
    }

    private int layers() {
        return model.architecture().layers();
    }
}
