/**
 * A page that follows a run while it goes on, served on this machine alone.
 *
 * <p>The run tells a {@link dev.retrace.engine.live.LiveObserver}, which counts; the {@link
 * dev.retrace.engine.live.LiveServer} answers with the counts when a page asks, once a second, and with
 * nothing when they are as they were (an entity tag). So a page that is slow or gone costs the run
 * nothing: nobody is written to who did not ask, and who asks waits in a thread of the server's.
 *
 * <p>The server listens on 127.0.0.1, on a free port. Other users and other web pages are kept out: all
 * addresses begin with a random word that only the terminal has shown; the {@code Host} header must name
 * this machine, so that no name on the internet can be bound to it; answers carry a strict
 * Content-Security-Policy and no leave for other origins. Nothing but the page's own three files, the
 * counts, the logs of cells of this run and its finished pages can be asked for.
 *
 * <p>When the run has ended the page takes the report and the run's page into itself, and the server
 * waits for that, a few seconds at most.
 *
 * <p>Read {@code LiveObserver}, {@code LiveServer}, {@code Answers}, {@code Watchers}; the page is in the
 * resources.
 */
@NullMarked
package dev.retrace.engine.live;

import org.jspecify.annotations.NullMarked;
