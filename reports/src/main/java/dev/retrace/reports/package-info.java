/** Tables in, figures and pages out; sees no tensor. */
@NullMarked
package dev.retrace.reports;

import org.jspecify.annotations.NullMarked;
