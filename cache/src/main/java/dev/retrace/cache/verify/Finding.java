package dev.retrace.cache.verify;

import dev.retrace.cache.Digest;
import java.util.List;

/**
 * Something that is not what its name says.
 *
 * @param what is wrong with which file
 * @param lost keys of the records that cannot be served for it
 */
public record Finding(String what, List<Digest> lost) {

    public Finding {
        lost = List.copyOf(lost);
    }
}
