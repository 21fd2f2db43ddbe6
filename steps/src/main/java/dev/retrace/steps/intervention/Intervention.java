package dev.retrace.steps.intervention;

/** A change to one row of a batch at one site; weights never change. */
public sealed interface Intervention {

    /** Where the change applies. */
    Site site();

    /** Which tokens it applies to. */
    TokenSpan at();

    /**
     * The state takes the value that it has in another run: activation patching, path blocking.
     *
     * @param from the run that the values come from, which kept this state
     * @param prompt of that run
     */
    record Restore(Site site, TokenSpan at, PrefixCache from, int prompt) implements Intervention {

        public Restore {
            if (at.end() > from.length(prompt)) {
                throw new IllegalArgumentException(
                        "tokens up to " + at.end() + " cannot be restored from a prompt of " + from.length(prompt));
            }
        }
    }
}
