package dev.retrace.engine.cli.live;

import dev.retrace.engine.live.LiveObserver;
import dev.retrace.engine.live.LiveServer;
import dev.retrace.engine.run.RunJournal;
import dev.retrace.engine.run.RunObserver;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a run is followed by a page in the browser, and where. */
public final class LiveOption {

    private static final int LAST_PORT = 65_535;

    @Option(names = "--live", description = "Serve a page on this machine that follows the run; its address is told.")
    private boolean live;

    @Option(
            names = "--live-port",
            paramLabel = "N",
            description = "Port of the live page (default: a free one); implies --live.")
    private int port;

    /** What follows a run, to be closed after it. */
    public static final class Opened implements AutoCloseable {

        private final RunObserver observer;
        private final @Nullable LiveServer server;

        private Opened(RunObserver observer, @Nullable LiveServer server) {
            this.observer = observer;
            this.server = server;
        }

        /** Hears the run. */
        public RunObserver observer() {
            return observer;
        }

        /** Stops to serve, once the pages that follow have seen the end. */
        @Override
        public void close() {
            if (server != null) {
                try {
                    server.farewell();
                } catch (InterruptedException hurried) {
                    Thread.currentThread().interrupt();
                }
                server.close();
            }
        }
    }

    /** Whether a page is asked for. */
    public boolean wanted() {
        return live || port != 0;
    }

    /**
     * Starts to serve if that is wanted, and tells where.
     *
     * @throws IllegalArgumentException if there is no such port
     */
    public Opened open(RunJournal journal, String workflow, PrintWriter err) throws IOException {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("--live-port takes 1 to " + LAST_PORT + ", not " + port);
        } else if (!live && port == 0) {
            return new Opened(RunObserver.NONE, null);
        }
        LiveObserver observer = new LiveObserver();
        try {
            LiveServer server = LiveServer.start(port, workflow, journal.folder(), observer);
            err.println("live page: " + server.address());
            return new Opened(observer, server);
        } catch (IOException taken) {
            err.println("no live page, port " + port + " cannot be had (" + taken.getMessage()
                    + "); the run goes on without one");
            return new Opened(RunObserver.NONE, null);
        }
    }
}
