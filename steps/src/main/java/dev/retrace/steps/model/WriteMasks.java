package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Which channels of a token's write into a state are left in it, by number. Mutable: learns masks as they are met. */
final class WriteMasks {

    private final int channels;
    private final List<BitSet> known = new ArrayList<>();

    WriteMasks(int channels) {
        this.channels = channels;
        BitSet all = new BitSet();
        all.set(0, channels);
        known.add(all);
    }

    /** The number of the mask that cuts put on a token's write. */
    int of(List<Cut> cuts, int token) {
        if (cuts.stream().noneMatch(cut -> cut.sources().get(token))) {
            return 0;
        }
        BitSet left = (BitSet) known.get(0).clone();
        cuts.stream().filter(cut -> cut.sources().get(token)).forEach(cut -> left.and(cut.kept()));
        int number = known.indexOf(left);
        if (number < 0) {
            known.add(left);
            return known.size() - 1;
        }
        return number;
    }

    /** 1 where a channel is left and 0 where it is not, for each of some masks, (masks, channels). */
    NDArray lines(NDManager owner, int[] masks) {
        float[] table = new float[known.size() * channels];
        for (int i = 0; i < known.size(); i++) {
            int line = i * channels;
            known.get(i).stream().forEach(channel -> table[line + channel] = 1);
        }
        return TensorRows.take(
                owner,
                owner.create(table, new Shape(known.size(), channels)),
                Arrays.stream(masks).asLongStream().toArray());
    }
}
