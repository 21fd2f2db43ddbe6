package dev.retrace.engine.repeat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Bytes with blanks to fill in: the page of a run that has not been yet.
 *
 * @param pieces what stands before each blank, and after the last
 * @param blanks one fewer than pieces
 */
record Form(List<byte[]> pieces, List<Blank> blanks) {

    /** What differs from one run to the next. */
    enum Blank {
        /** The run's id. */
        RUN,
        /** When it was. */
        TIME,
        /** The SHA-256 of its {@code run.json}. */
        RECORD
    }

    Form {
        pieces = List.copyOf(pieces);
        blanks = List.copyOf(blanks);
        if (pieces.size() != blanks.size() + 1) {
            throw new IllegalArgumentException(
                    "between " + pieces.size() + " pieces there cannot be " + blanks.size() + " blanks");
        }
    }

    /** Bytes in which marks, which are in ASCII and do not overlap, stand where blanks shall be. */
    static Form of(byte[] marked, Map<Blank, String> marks) {
        String text = new String(marked, StandardCharsets.ISO_8859_1); // a byte is a letter: any bytes come back
        SortedMap<Integer, Blank> places = new TreeMap<>();
        marks.forEach((blank, mark) -> {
            for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length())) {
                places.put(at, blank);
            }
        });
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (Map.Entry<Integer, Blank> place : places.entrySet()) {
            pieces.add(Arrays.copyOfRange(marked, from, place.getKey()));
            from = place.getKey()
                    + Objects.requireNonNull(marks.get(place.getValue())).length();
        }
        pieces.add(Arrays.copyOfRange(marked, from, marked.length));
        return new Form(pieces, List.copyOf(places.values()));
    }

    /** The bytes with these values, which are in ASCII. */
    byte[] filled(Map<Blank, String> values) {
        ByteArrayOutputStream filled = new ByteArrayOutputStream();
        for (int i = 0; i < blanks.size(); i++) {
            filled.writeBytes(pieces.get(i));
            filled.writeBytes(Objects.requireNonNull(values.get(blanks.get(i))).getBytes(StandardCharsets.ISO_8859_1));
        }
        filled.writeBytes(pieces.get(blanks.size()));
        return filled.toByteArray();
    }
}
