/**
 * Commands on a store as such, whatever workflows filled it: {@code verify}, {@code gc}, {@code
 * export} and {@code import}. What they do is in the cache; here it gets options and words.
 *
 * <p>Start at {@link dev.retrace.engine.cli.store.GcCommand}; which store a command works on is {@link
 * dev.retrace.engine.cli.store.StoreOption}.
 */
@NullMarked
package dev.retrace.engine.cli.store;

import org.jspecify.annotations.NullMarked;
