package dev.retrace.steps.dataset;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.intervention.Noise;
import dev.retrace.steps.intervention.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A prompt and the same prompt about another subject, padded on the left to one length, so that a
 * state of one run can take the place of the same state in the other.
 *
 * @param fact its id
 * @param relation its name
 * @param clean about the fact's subject
 * @param corrupt about the other subject
 * @param subject the tokens of either subject: they end at the same token in both, and begin where the
 *     longer one begins, so that the shorter one's may include tokens before it, even pads
 * @param tokens the text of each token of the clean side, for labels
 * @param noise on the subject of the corrupt side, where that is the same prompt
 */
public record Pair(
        String fact,
        String relation,
        Side clean,
        Side corrupt,
        TokenSpan subject,
        List<String> tokens,
        Optional<Noise> noise) {

    private static final String NOISE = "noise";
    private static final String NOISE_SEED = "noise_seed";

    private static final List<String> COLUMNS = List.of(
            "fact",
            "relation",
            "subject",
            "object",
            "alternative",
            "alternative_object",
            "clean",
            "corrupt",
            "clean_ids",
            "corrupt_ids",
            "pads_clean",
            "pads_corrupt",
            "subject_begin",
            "subject_end",
            "tokens");

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * One prompt of a pair.
     *
     * @param prompt its text
     * @param subject as the prompt writes it
     * @param object of that subject; empty where it is not known
     * @param ids its tokens, the pads first
     * @param pads how many there are
     */
    public record Side(String prompt, String subject, String object, List<Integer> ids, int pads) {

        public Side {
            ids = List.copyOf(ids);
        }

        /** Its tokens as a model takes them. */
        public int[] tokenIds() {
            return ids.stream().mapToInt(Integer::intValue).toArray();
        }

        private String written() {
            return ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
    }

    public Pair {
        tokens = List.copyOf(tokens);
        int length = clean.ids().size();
        if (corrupt.ids().size() != length || tokens.size() != length || subject.end() > length) {
            throw new IllegalArgumentException(
                    "the sides of a pair have one length that holds the subject, but these have %d and %d tokens, %d texts and a subject up to %d"
                            .formatted(length, corrupt.ids().size(), tokens.size(), subject.end()));
        }
    }

    /** One of two random prompts without pads, whose subject is the first half but the first token; for benchmarks. */
    public static Pair made(Random random, int tokens, int vocabulary) {
        List<Integer> clean = random.ints(tokens, 0, vocabulary).boxed().toList();
        List<Integer> corrupt = random.ints(tokens, 0, vocabulary).boxed().toList();
        return new Pair(
                "made",
                "made",
                new Side("", "", "", clean, 0),
                new Side("", "", "", corrupt, 0),
                new TokenSpan(1, tokens / 2),
                clean.stream().map(String::valueOf).toList(),
                Optional.empty());
    }

    /** The first token at which the sides differ; their length if they do not. */
    public int firstDifference() {
        int token = noise.isPresent() ? subject.begin() : 0;
        while (noise.isEmpty()
                && token < length()
                && clean.ids().get(token).equals(corrupt.ids().get(token))) {
            token++;
        }
        return token;
    }

    /** How many tokens either side has. */
    public int length() {
        return clean.ids().size();
    }

    /** A table with one row per pair. */
    static Table table(List<Pair> pairs) {
        boolean noisy = pairs.stream().anyMatch(pair -> pair.noise.isPresent());
        List<String> columns = new ArrayList<>(COLUMNS);
        if (noisy) {
            columns.addAll(List.of(NOISE, NOISE_SEED));
        }
        Table.Builder table = Table.of(columns);
        for (Pair pair : pairs) {
            List<Object> row = new ArrayList<>(List.of(
                    pair.fact,
                    pair.relation,
                    pair.clean.subject(),
                    pair.clean.object(),
                    pair.corrupt.subject(),
                    pair.corrupt.object(),
                    pair.clean.prompt(),
                    pair.corrupt.prompt(),
                    pair.clean.written(),
                    pair.corrupt.written(),
                    pair.clean.pads(),
                    pair.corrupt.pads(),
                    pair.subject.begin(),
                    pair.subject.end(),
                    JSON.writeValueAsString(pair.tokens)));
            pair.noise.ifPresent(noise -> row.addAll(List.of(noise.scale(), noise.seed())));
            table.row(row.toArray());
        }
        return table.build();
    }

    /**
     * The pairs of a table, in its order.
     *
     * @throws StepException if a row is no pair; says which
     */
    public static List<Pair> readAll(Table table) {
        List<Pair> pairs = new ArrayList<>(table.size());
        for (int row = 0; row < table.size(); row++) {
            try {
                pairs.add(read(table, row));
            } catch (IllegalArgumentException | JacksonException wrong) {
                throw new StepException("pairs, row " + (row + 1) + ": " + wrong.getMessage(), wrong);
            }
        }
        return pairs;
    }

    private static Pair read(Table table, int row) {
        TokenSpan subject = new TokenSpan(table.integer(row, "subject_begin"), table.integer(row, "subject_end"));
        return new Pair(
                table.text(row, "fact"),
                table.text(row, "relation"),
                new Side(
                        table.text(row, "clean"),
                        table.text(row, "subject"),
                        table.text(row, "object"),
                        ids(table.text(row, "clean_ids")),
                        table.integer(row, "pads_clean")),
                new Side(
                        table.text(row, "corrupt"),
                        table.text(row, "alternative"),
                        table.text(row, "alternative_object"),
                        ids(table.text(row, "corrupt_ids")),
                        table.integer(row, "pads_corrupt")),
                subject,
                JSON.readValue(table.text(row, "tokens"), new TypeReference<List<String>>() {}),
                noise(table, row, subject));
    }

    private static Optional<Noise> noise(Table table, int row, TokenSpan subject) {
        return table.columns().contains(NOISE)
                ? Optional.of(new Noise(subject, table.number(row, NOISE), Long.parseLong(table.text(row, NOISE_SEED))))
                : Optional.empty();
    }

    private static List<Integer> ids(String written) {
        return Arrays.stream(written.split(" ")).map(Integer::valueOf).toList();
    }
}
