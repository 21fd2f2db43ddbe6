/**
 * Tables: what steps say to each other and to reports. One tidy row per observation, kept as CSV
 * (RFC 4180, UTF-8, full precision), so that a colleague opens any of them with pandas.
 */
@NullMarked
package dev.retrace.engine.table;

import org.jspecify.annotations.NullMarked;
