package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.engine.table.TableException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

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
     * @throws StepException if a record is no pair; says which
     */
    List<Pair> pairs(PairAligner aligner) throws IOException {
        Table table = table();
        List<Pair> pairs = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            pairs.add(pair(table, row, aligner));
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
        } catch (TableException | java.nio.charset.CharacterCodingException wrong) {
            throw new StepException(source.location() + ": " + wrong.getMessage(), wrong);
        }
    }

    private Pair pair(Table table, int row, PairAligner aligner) {
        String place = source.location() + ", record " + (row + 1) + ": ";
        try {
            PairAligner.Prompt clean = prompt(table.text(row, "clean"), table.text(row, "subject"));
            PairAligner.Prompt corrupt = prompt(table.text(row, "corrupt"), table.text(row, "alternative"));
            String id = HexFormat.of().formatHex(Sha256.of(RELATION, clean.text(), corrupt.text()), 0, 8);
            return aligner.align(id, RELATION, clean, corrupt)
                    .orElseThrow(() -> new StepException("the subjects '" + clean.subject() + "' and '"
                            + corrupt.subject() + "' must end at the same token when the prompts are padded on the"
                            + " left; make the text after them the same"));
        } catch (StepException | TableException wrong) {
            throw new StepException(place + wrong.getMessage(), wrong);
        }
    }

    private static PairAligner.Prompt prompt(String text, String subject) {
        if (text.length() > MAX_LENGTH) {
            throw new StepException(
                    "a prompt has at most " + MAX_LENGTH + " characters, but this one has " + text.length());
        }
        return new PairAligner.Prompt(text, subject, "", 0);
    }
}
