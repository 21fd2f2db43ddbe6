/**
 * The commands that this module adds to the command line, and what they look at: {@code retrace
 * models} lists the models on this machine, from the Hugging Face cache and from folders.
 *
 * <p>Read {@link dev.retrace.steps.catalog.ModelCommands}, {@code ModelsCommand}, {@code ListedModel}.
 * Uses the hub, checkpoint and weights packages.
 */
@NullMarked
package dev.retrace.steps.catalog;

import org.jspecify.annotations.NullMarked;
