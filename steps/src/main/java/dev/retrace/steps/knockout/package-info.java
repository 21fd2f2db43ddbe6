/**
 * Token-to-token knockout: between which tokens, and in which layers, a fact flows to the answer.
 *
 * <p>In a window of layers some tokens (the target, mostly the prompt's last) take nothing from others (the
 * sources: subject, relation, last, first) where the layer mixes tokens; all else goes on. What the object's
 * first token loses of its probability, in percent, is what flowed there. Of a Mamba the entries (t, s) of
 * its hidden attention are set to 0, in all channels or in some, told apart by how fast they forget; of
 * attention the entries are masked before the softmax.
 *
 * <p>A Mamba's convolution hands on its last tokens as well; the published method leaves that open, and
 * {@code strict} closes it.
 *
 * <p>Source: Endy, Grosbard, Ran-Milo, Slutzky, Tshuva, Giryes, "Mamba Knockout for Unraveling Factual
 * Information Flow" (arXiv 2505.24244), with the authors' code, from which it differs in what is computed
 * again, not in what is computed.
 *
 * <p>Read {@link dev.retrace.steps.knockout.KnockoutStep}, {@link dev.retrace.steps.knockout.Knockout}, {@link
 * dev.retrace.steps.knockout.TokenGroup}, {@link dev.retrace.steps.knockout.ChannelChoice}, {@link
 * dev.retrace.steps.knockout.Thirds}. Uses the
 * model, intervention, tokenizer, dataset and effect packages; no other experiment.
 */
@NullMarked
package dev.retrace.steps.knockout;

import org.jspecify.annotations.NullMarked;
