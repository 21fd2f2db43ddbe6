/**
 * Path blocking: through which states a restored hidden state reaches the answer.
 *
 * <p>As in activation patching, the residual stream h after one layer takes, at one token of the corrupt
 * run, the value of the clean run. Above that layer the token's own s, g or o (of a transformer: its
 * attention or MLP output) is then held at its corrupt value, in all layers: what of the effect is gone
 * went through that state at that token. Nothing else is held: other tokens see the restored h, and a
 * blocked s is still gated by a g computed anew.
 *
 * <p>Sources: Sen Sharma et al., "Locating and Editing Factual Associations in Mamba" (arXiv 2404.03646),
 * section 3, figures 4 and 5, and the authors' code; Pearl, "Direct and indirect effects" (2001), for
 * path-specific effects. All effects are normalised as {@code proper} there; the table has both.
 *
 * <p>Read {@link dev.retrace.steps.blocking.BlockPathsStep}, {@link
 * dev.retrace.steps.blocking.PathBlocking}, {@link dev.retrace.steps.blocking.Blocked}. Uses the model,
 * intervention, tokenizer, dataset and effect packages; no other experiment.
 */
@NullMarked
package dev.retrace.steps.blocking;

import org.jspecify.annotations.NullMarked;
