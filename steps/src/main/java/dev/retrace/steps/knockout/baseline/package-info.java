/**
 * The authors' own regression outputs of knockout, and how far ours agree with them.
 *
 * <p>The repository of "Mamba Knockout" (Endy et al., arXiv 2505.24244; github.com/nirendy/mamba-knockout, MIT)
 * keeps what its code gave for eleven facts on mamba-130m, mamba2-130m and gpt2-medium in windows of 15
 * layers, to which its tests hold it within 1e-4, absolute and relative. No published number is finer: the
 * figures were never printed as numbers. Whoever has such a checkpoint and that folder can see here that the
 * experiment is the authors'.
 *
 * <p>Read {@link dev.retrace.steps.knockout.baseline.LoadBaselineStep}, {@link
 * dev.retrace.steps.knockout.baseline.BaselineFolder}, {@link
 * dev.retrace.steps.knockout.baseline.CheckBaselineStep}. Meets the experiment in its table alone.
 */
@NullMarked
package dev.retrace.steps.knockout.baseline;

import org.jspecify.annotations.NullMarked;
