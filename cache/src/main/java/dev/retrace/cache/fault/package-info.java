/**
 * Places where a test may kill the process: each step by which something becomes visible to others.
 *
 * <p>That nothing is lost by a kill at any instant cannot be seen from kills at moments of chance
 * alone: most of the steps take microseconds. So they have names, and a child process of a test is
 * told by a system property at which of them, and at which passing, to halt. Without the property a
 * point costs one comparison.
 *
 * <p>The idea is that of FreeBSD's fail(9) and of etcd's gofail, cut down to "halt".
 */
@NullMarked
package dev.retrace.cache.fault;

import org.jspecify.annotations.NullMarked;
