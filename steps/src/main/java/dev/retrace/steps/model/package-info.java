/**
 * Language models that can be replayed under interventions. Start at {@link
 * dev.retrace.steps.model.LanguageModel}. Axis letters: those of the intervention package.
 */
@NullMarked
package dev.retrace.steps.model;

import org.jspecify.annotations.NullMarked;
