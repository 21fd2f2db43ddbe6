package dev.retrace.steps.knockout;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is knocked out of every prompt.
 *
 * @param sources from which tokens
 * @param target at which tokens, which then take nothing from the sources
 * @param windows how many adjacent layers, each from 1
 * @param strict whether the convolution is closed too
 * @param sourceTokens those of an explicit source
 * @param targetTokens those of an explicit target
 */
record Design(
        List<TokenGroup> sources,
        TokenGroup target,
        List<ChannelChoice> channels,
        List<Integer> windows,
        boolean strict,
        List<Integer> sourceTokens,
        List<Integer> targetTokens) {

    Design {
        sources = List.copyOf(sources);
        channels = List.copyOf(channels);
        windows = List.copyOf(windows);
        sourceTokens = List.copyOf(sourceTokens);
        targetTokens = List.copyOf(targetTokens);
        requireSome("sources", sources);
        requireSome("channels", channels);
        requireSome("windows", windows);
        windows.forEach(width -> require(width >= 1, "a window has at least 1 layer, but windows are " + width));
        require(target != TokenGroup.EACH, "target is one group of tokens, not each");
        require(
                sources.contains(TokenGroup.EXPLICIT) != sourceTokens.isEmpty(),
                "source-tokens are those of the source 'explicit': give both or none");
        require(
                (target == TokenGroup.EXPLICIT) != targetTokens.isEmpty(),
                "target-tokens are those of the target 'explicit': give both or none");
        require(
                !strict || channels.equals(List.of(ChannelChoice.ALL)),
                "strict closes all channels, but channels are " + channels);
    }

    private static void requireSome(String name, List<?> values) {
        require(
                !values.isEmpty() && values.stream().distinct().count() == values.size(),
                name + " needs one or more, each once, but is " + values);
    }

    private static void require(boolean sound, String otherwise) {
        if (!sound) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * All knockouts of a prompt in a model of some layers: by source, channels, window, start. A window
     * starts at every layer from which it fits; one that is higher than the model nowhere.
     */
    List<Change.Cell> cells(Question question, int layers) {
        List<Change.Cell> cells = new ArrayList<>();
        for (Group source : Group.all(sources, question, sourceTokens)) {
            for (ChannelChoice choice : channels) {
                for (int window : windows) {
                    IntStream.rangeClosed(0, layers - window)
                            .forEach(start -> cells.add(new Change.Cell(source, choice, window, start)));
                }
            }
        }
        return cells;
    }
}
