package dev.retrace.reports.vector;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What the other Java says of one chart, or of itself.
 *
 * @param place among the charts that it was asked for; -1 where it can draw none
 * @param svg the drawing
 * @param failure why there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer(int place, @Nullable String svg, @Nullable String failure) {

    static Answer drawn(int place, String svg) {
        return new Answer(place, svg, null);
    }

    static Answer failed(int place, String why) {
        return new Answer(place, null, why);
    }

    static Answer unable(String why) {
        return new Answer(-1, null, why);
    }
}
