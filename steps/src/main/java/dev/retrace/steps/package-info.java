/** The science: the only module that sees DJL. */
@NullMarked
package dev.retrace.steps;

import org.jspecify.annotations.NullMarked;
