package dev.retrace.steps.knockout;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.model.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Scores of channels as a table, with one row per layer and channel. */
final class DecayTable {

    private static final String LAYER = "layer";
    private static final String CHANNEL = "channel";
    private static final String MEASURED = "measured";

    private DecayTable() {}

    /** The table, with the third that each channel belongs to in both rankings. */
    static Table of(List<double[]> atOne, List<double[]> measured) {
        Table.Builder table =
                Table.of(LAYER, CHANNEL, "at_one", MEASURED, "third_at_one", "third_measured", "same_third_percent");
        for (int layer = 0; layer < atOne.size(); layer++) {
            String[] published = thirds(atOne, layer);
            String[] found = thirds(measured, layer);
            for (int channel = 0; channel < published.length; channel++) {
                table.row(
                        layer,
                        channel,
                        atOne.get(layer)[channel],
                        measured.get(layer)[channel],
                        published[channel],
                        found[channel],
                        published[channel].equals(found[channel]) ? 100 : 0);
            }
        }
        return table.build();
    }

    private static String[] thirds(List<double[]> scores, int layer) {
        int channels = scores.get(layer).length;
        Thirds thirds = new Thirds(scores, channels, 0);
        String[] names = new String[channels];
        Arrays.fill(names, "middle");
        thirds.kept(ChannelChoice.KEEP_FAST, layer).members().stream().forEach(channel -> names[channel] = "fast");
        thirds.kept(ChannelChoice.KEEP_SLOW, layer).members().stream().forEach(channel -> names[channel] = "slow");
        return names;
    }

    /**
     * The measured scores of a table.
     *
     * @throws StepException if they are not of such a model
     */
    static List<double[]> measured(Table table, Architecture architecture) {
        int channels = architecture.channels();
        int due = architecture.layers() * channels;
        List<double[]> scores = new ArrayList<>();
        for (int layer = 0; layer < architecture.layers(); layer++) {
            scores.add(new double[channels]);
        }
        boolean fits = table.size() == due;
        for (int row = 0; fits && row < table.size(); row++) {
            int layer = table.integer(row, LAYER);
            int channel = table.integer(row, CHANNEL);
            fits = layer * channels + channel == row && channel < channels;
            scores.get(row / channels)[row % channels] = table.number(row, MEASURED);
        }
        if (!fits) {
            throw new StepException("decay: the model has " + architecture.layers() + " layers of " + channels
                    + " channels, so " + due + " rows in their order are due, but there are " + table.size()
                    + " or others; measure the decay with the same model");
        }
        return scores;
    }
}
