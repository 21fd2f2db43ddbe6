package dev.retrace.reports.vector;

import dev.retrace.reports.text.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The other Java: reads sketches as one line of JSON from standard input, writes an {@link Answer} a line
 * to standard output, in any order, and ends; earlier, when its standard input closes.
 */
public final class VectorWorker {

    /** Charts side by side: each takes some fifty megabytes while it is drawn. */
    private static final int MOST_THREADS = 4;

    private VectorWorker() {}

    /** Draws what it is asked for. */
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String asked = in.readLine();
        if (asked != null) {
            endWith(in);
            answer(Json.mapper().readValue(asked, Sketch[].class), System.out);
        }
        Runtime.getRuntime().halt(0); // without waiting for the thread that waits for more
    }

    private static void answer(Sketch[] sketches, OutputStream out) throws InterruptedException {
        try (ScriptedCharts charts = ScriptedCharts.start()) {
            int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            for (int i = 0; i < sketches.length; i++) {
                int place = i;
                pool.execute(() -> say(drawn(charts, place, sketches[place]), out));
            }
            pool.shutdown();
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (LinkageError | IllegalStateException incomplete) {
            say(Answer.unable("GraalJS cannot be started, its jars are missing or damaged (" + incomplete + ")"), out);
        }
    }

    private static Answer drawn(ScriptedCharts charts, int place, Sketch sketch) {
        try {
            return Answer.drawn(place, PlainSvg.of(charts.draw(sketch), sketch.title(), sketch.description()));
        } catch (RuntimeException refused) {
            return Answer.failed(place, String.valueOf(refused.getMessage()));
        }
    }

    private static void say(Answer answer, OutputStream out) {
        byte[] line = (Json.mapper().writeValueAsString(answer) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            try {
                out.write(line);
                out.flush();
            } catch (IOException unheard) {
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private static void endWith(BufferedReader in) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            Thread.onSpinWait(); // there is nothing more to be said
                        }
                    } catch (IOException gone) {
                        Runtime.getRuntime().halt(1);
                    }
                    Runtime.getRuntime().halt(1);
                },
                "watches standard input");
        watch.setDaemon(true);
        watch.start();
    }
}
