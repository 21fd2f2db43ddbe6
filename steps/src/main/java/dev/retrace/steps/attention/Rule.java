package dev.retrace.steps.attention;

import java.util.Locale;
import java.util.stream.IntStream;

/** How the matrices of several channels become one. */
enum Rule {
    /** Their mean: signs cancel. */
    SIGNED,
    /** The mean of their absolute values. */
    ABSOLUTE,
    /** The same with each target's line divided by its sum: lines add up to 1, as attention's do. */
    SHARE,
    /** The mean size of what each source adds to each target's output, |M x|. */
    CONTRIBUTION;

    /** One matrix of some channels, (l)(l), summed one channel after the other. */
    double[][] of(HiddenAttention attention, int[] channels) {
        double[][] sum = new double[attention.length()][attention.length()];
        for (int channel : channels) {
            double[][] one = this == CONTRIBUTION ? attention.contributions(channel) : attention.matrix(channel);
            for (int t = 0; t < sum.length; t++) {
                for (int s = 0; s <= t; s++) {
                    sum[t][s] += (this == SIGNED ? one[t][s] : Math.abs(one[t][s])) / channels.length;
                }
            }
        }
        if (this == SHARE) {
            for (double[] line : sum) {
                double all = IntStream.range(0, line.length)
                        .mapToDouble(s -> line[s])
                        .sum();
                for (int s = 0; s < line.length; s++) {
                    line[s] /= all == 0 ? 1 : all;
                }
            }
        }
        return sum;
    }

    /** As tables write it: {@code absolute}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
