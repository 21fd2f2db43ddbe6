/**
 * Who is at work, and whether they still live: process identities that survive the reuse of process
 * ids and reboots, and the judgement of processes on other machines by their heartbeat.
 *
 * <p>The rule for other machines is that of distributed leases without a common clock: only the
 * observer's own monotonic clock is read, and only changes of the heartbeat count.
 */
@NullMarked
package dev.retrace.cache.process;

import org.jspecify.annotations.NullMarked;
