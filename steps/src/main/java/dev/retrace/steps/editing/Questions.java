package dev.retrace.steps.editing;

import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Batches;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Positions;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import dev.retrace.steps.model.TokenBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Asks a model how well it predicts targets after prompts, unchanged and edited. Two targets of one token
 * after one prompt are read off one row.
 *
 * <p>Mutable: questions are collected, then answered.
 */
final class Questions {

    /** Logits on the heap at once at most, unless a single row has more. */
    private static final int LOGITS_AT_ONCE = 1 << 24;

    private final LanguageModel model;
    private final Map<Asked, Integer> rows = new LinkedHashMap<>();
    private final List<Question> questions = new ArrayList<>();

    /** A row: tokens, the first position that is read, and the edit, told apart by its number. */
    private record Asked(List<Integer> ids, int from, int edit) {}

    private record Question(int row, List<Integer> target) {}

    Questions(LanguageModel model) {
        this.model = model;
    }

    /**
     * Asks one more.
     *
     * @param edit number of the edit, of those that {@link #answers} is given
     * @return the question's number, from 0
     */
    int ask(List<Integer> prompt, List<Integer> target, int edit) {
        List<Integer> ids = new ArrayList<>(prompt);
        ids.addAll(target.subList(0, target.size() - 1));
        Asked asked = new Asked(List.copyOf(ids), prompt.size() - 1, edit);
        Integer row = rows.putIfAbsent(asked, rows.size());
        questions.add(new Question(row == null ? rows.size() - 1 : row, List.copyOf(target)));
        return questions.size() - 1;
    }

    /** What was answered to a question. */
    record Answer(Likelihood before, Likelihood after) {}

    /**
     * Answers to all questions, in their order.
     *
     * @param edits by number
     */
    List<Answer> answers(List<? extends Intervention> edits) {
        List<Asked> asked = List.copyOf(rows.keySet());
        List<int[]> prompts = asked.stream()
                .map(row -> row.ids.stream().mapToInt(Integer::intValue).toArray())
                .toList();
        try (PrefixCache run = model.prefill(new TokenBatch(prompts), Keep.forReplay())) {
            List<Likelihood> before = read(run, asked, row -> List.of());
            List<Likelihood> after = read(run, asked, row -> List.of(edits.get(row.edit)));
            return IntStream.range(0, questions.size())
                    .mapToObj(i -> new Answer(before.get(i), after.get(i)))
                    .toList();
        }
    }

    private interface Changes {
        List<Intervention> of(Asked row);
    }

    private List<Likelihood> read(PrefixCache run, List<Asked> asked, Changes changes) {
        Map<Integer, List<float[]>> logits = new LinkedHashMap<>();
        Likelihood[] answers = new Likelihood[questions.size()];
        int begin = 0;
        for (List<Asked> some : Batches.of(asked, this::numbers, LOGITS_AT_ONCE, Integer.MAX_VALUE)) {
            int end = begin + some.size();
            read(run, asked, begin, end, changes, logits);
            for (int i = 0; i < answers.length; i++) {
                int row = questions.get(i).row;
                if (row >= begin && row < end) {
                    answers[i] = Likelihood.of(Objects.requireNonNull(logits.get(row)), questions.get(i).target);
                }
            }
            logits.clear();
            begin = end;
        }
        return List.of(answers);
    }

    /** How many logits are read of a row. */
    private long numbers(Asked row) {
        return (long) (row.ids.size() - row.from) * model.architecture().vocabulary();
    }

    private void read(
            PrefixCache run, List<Asked> asked, int begin, int end, Changes changes, Map<Integer, List<float[]>> into) {
        List<Row> rows = new ArrayList<>();
        List<List<Integer>> positions = new ArrayList<>();
        for (int row = begin; row < end; row++) {
            Asked each = asked.get(row);
            rows.add(new Row(run, row, changes.of(each)));
            positions.add(IntStream.range(each.from, each.ids.size()).boxed().toList());
        }
        Readout readout = model.replay(rows, new Query.Logits(new Positions.Chosen(positions)));
        for (int row = begin; row < end; row++) {
            int read = row - begin;
            into.put(
                    row,
                    IntStream.range(0, positions.get(read).size())
                            .mapToObj(position -> readout.logits(read, position))
                            .toList());
        }
    }
}
