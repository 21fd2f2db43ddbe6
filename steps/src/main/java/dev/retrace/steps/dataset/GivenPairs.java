package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.engine.table.TableException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Pairs of prompts that a user wrote: a CSV file with the columns clean, corrupt, subject, alternative. */
final class GivenPairs {

    private static final String RELATION = "given";
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_LENGTH = 4096;

    private final Source source;

    GivenPairs(Source source) {
        this.source = source;
    }

    /**
     * All pairs, in the file's order.
     *
     * @throws StepException if a record is no pair, or the same pair as another; says which
     */
    List<Pair> pairs(PairAligner aligner) throws IOException {
        Table table = table();
        List<Pair> pairs = new ArrayList<>();
        Map<String, Integer> rows = new HashMap<>();
        for (int row = 0; row < table.size(); row++) {
            Pair pair = pair(table, row, aligner);
            Integer same = rows.put(pair.fact(), row);
            if (same != null) {
                throw new StepException(place(row) + "the same pair as in record " + (same + 1)
                        + ", which would count twice; remove one of them");
            }
            pairs.add(pair);
        }
        if (pairs.isEmpty()) {
            throw new StepException(source.location() + ": holds no pair");
        }
        return pairs;
    }

    private Table table() throws IOException {
        if (!source.isFile() || Files.size(source.path()) > MAX_BYTES) {
            throw new StepException(source.location() + ": pairs come in one CSV file of at most " + MAX_BYTES
                    + " bytes, with the columns clean, corrupt, subject, alternative");
        }
        try {
            return Table.read(source.path());
        } catch (TableException wrong) {
            throw new StepException(source.location() + ": " + wrong.getMessage(), wrong);
        }
    }

    private Pair pair(Table table, int row, PairAligner aligner) {
        try {
            PairAligner.Prompt clean = prompt(table.text(row, "clean"), table.text(row, "subject"));
            PairAligner.Prompt corrupt = prompt(table.text(row, "corrupt"), table.text(row, "alternative"));
            return aligner.align(id(clean, corrupt), RELATION, clean, corrupt)
                    .orElseThrow(() -> new StepException("the subjects '" + clean.subject() + "' and '"
                            + corrupt.subject() + "' must end at the same token when the prompts are padded on the"
                            + " left; make the text after them the same"));
        } catch (StepException | TableException wrong) {
            throw new StepException(place(row) + wrong.getMessage(), wrong);
        }
    }

    private String place(int row) {
        return source.location() + ", record " + (row + 1) + ": ";
    }

    /** Of the subjects too: the same two prompts about other words in them are another pair. */
    private static String id(PairAligner.Prompt clean, PairAligner.Prompt corrupt) {
        byte[] digest = Sha256.of(RELATION, clean.text(), corrupt.text(), clean.subject(), corrupt.subject());
        return HexFormat.of().formatHex(digest, 0, 8);
    }

    private static PairAligner.Prompt prompt(String text, String subject) {
        if (text.length() > MAX_LENGTH) {
            throw new StepException(
                    "a prompt has at most " + MAX_LENGTH + " characters, but this one has " + text.length());
        }
        return new PairAligner.Prompt(text, subject, "", 0);
    }
}
