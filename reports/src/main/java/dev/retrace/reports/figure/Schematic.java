package dev.retrace.reports.figure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Our drawings of what the papers' schematics show: SVG resources beside this class, light by their own
 * attributes; a page darkens them by their classes.
 */
public enum Schematic {
    /** Figure 1: the states of a Mamba block. */
    BLOCK(
            "One Mamba block and its states",
            "The residual h, normalised, is projected by W_a to a and by W_g to the gate g̃. a goes through the"
                    + " convolution and the state-space model, which give s; g̃ through a SiLU, which gives g. Their"
                    + " product is projected by W_o to o, which is added to the residual."),
    /** Figure 2a: a clean state in a corrupted run. */
    PATCHING(
            "Activation patching",
            "One state of the corrupted run takes the value that it has in the clean run; what that brings back of the"
                    + " clean answer's probability is the state's indirect effect."),
    /** Figure 4: a restored residual whose way through one state is shut. */
    PATH_BLOCKING(
            "Path blocking",
            "h is restored at one token after layer l; in all layers above, s (or g, or o) of that token keeps its"
                    + " corrupted value. What of the effect is lost went through that state."),
    /** Figure 8: what makes the edge between two tokens hard to cut. */
    KNOCK_OUT(
            "Why attention knock-out is hard in Mamba",
            "Attention adds one term for each earlier token, which can be left out. In Mamba a convolution over four"
                    + " neighbouring tokens and a SiLU come before the state-space model, so what one token gave cannot"
                    + " be told from its neighbours' part, nor be subtracted."),
    /** In the place of figure 2 of "Mamba Knockout": what is cut, where, and what stays open. */
    TOKEN_KNOCKOUT(
            "Token-to-token knockout",
            "In the layers of a window, what the source tokens write into the scan is left out of the state that the"
                    + " target token reads. Outside the window, between other tokens and through the convolution, which"
                    + " reaches three tokens on, all goes on as before.");

    private final String title;
    private final String description;

    Schematic(String title, String description) {
        this.title = title;
        this.description = description;
    }

    String title() {
        return title;
    }

    String description() {
        return description;
    }

    /** As workflows and documents write it: {@code path-blocking}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The drawing that a document names.
     *
     * @throws IllegalArgumentException if we have none called so
     */
    public static Schematic called(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The drawing as SVG. */
    public String svg() {
        String resource = word() + ".svg";
        try (InputStream in = Schematic.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
