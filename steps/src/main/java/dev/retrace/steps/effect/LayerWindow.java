package dev.retrace.steps.effect;

/**
 * How many adjacent layers are changed at once.
 *
 * <p>Around layer l a window of w covers the layers lo &lt;= k &lt; lo + w with lo = l - floor(w / 2), as
 * far as the model has them: of ten, five below l and four above. Source: Sen Sharma et al. (arXiv
 * 2404.03646), figure 3, as in the authors' code.
 *
 * @param width at least 1
 */
public record LayerWindow(int width) {

    public LayerWindow {
        if (width < 1) {
            throw new IllegalArgumentException("a window has at least 1 layer, but window is " + width);
        }
    }

    /** The lowest layer of the window around one. */
    public int begin(int layer) {
        return Math.max(0, layer - width / 2);
    }

    /** The layer above the window around one, in a model of some layers. */
    public int end(int layer, int layers) {
        return (int) Math.min(layers, (long) layer - width / 2 + width);
    }
}
