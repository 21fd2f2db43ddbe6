/**
 * Facts, and the prompts made of them: what every experiment is run on.
 *
 * <p>{@code load-facts} reads them from public data sets; {@code filter-known} keeps those that a
 * model knows; {@code accuracy} says of each whether it is known; {@code build-corruptions} pairs each
 * with a prompt about another subject. Each is a table with one row per fact.
 *
 * <p>Whatever is drawn at random is a hash of (seed, purpose, fact), see {@link
 * dev.retrace.steps.dataset.Draw}: neither sharding nor further facts change what was drawn for the
 * others.
 *
 * <p>Sources: Sen Sharma et al., "Locating and Editing Factual Associations in Mamba" (arXiv
 * 2404.03646), section 3, for filter and corruption; Hernandez et al. (arXiv 2308.09124) for the
 * Relations data; Meng et al. (arXiv 2202.05262) for CounterFact and the known facts.
 *
 * <p>Read {@link dev.retrace.steps.dataset.Fact}, {@link dev.retrace.steps.dataset.LoadFactsStep},
 * {@link dev.retrace.steps.dataset.FilterKnownStep}, {@link
 * dev.retrace.steps.dataset.BuildCorruptionsStep}, {@link dev.retrace.steps.dataset.Pair}. Uses the
 * tokenizer and model packages; no experiment.
 */
@NullMarked
package dev.retrace.steps.dataset;

import org.jspecify.annotations.NullMarked;
