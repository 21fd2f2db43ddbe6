package dev.retrace.engine.step;

/**
 * What one cell takes of the machine while it runs; the engine starts no cell for which this is not
 * left. Never part of a key: it cannot change a result.
 *
 * @param cores processor cores; 0 for all that the run may use
 * @param memory bytes of main memory beside what its lane has loaded; 0 if not worth counting
 */
public record Resources(int cores, long memory) {

    /** One core and little memory. */
    public static final Resources LIGHT = new Resources(1, 0);

    /** All cores: batches of the cell run side by side. */
    public static final Resources ALL_CORES = new Resources(0, 0);

    public Resources {
        if (cores < 0 || memory < 0) {
            throw new IllegalArgumentException(
                    "a cell takes no negative amount, but was given %d cores and %d bytes".formatted(cores, memory));
        }
    }
}
