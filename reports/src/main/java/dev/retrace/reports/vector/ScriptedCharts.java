package dev.retrace.reports.vector;

import dev.retrace.reports.chart.ChartLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;

/**
 * ECharts in GraalJS. Its code is read once; each chart has a realm of its own, so that the numbers in a
 * drawing's names do not tell what was drawn before it.
 */
final class ScriptedCharts implements AutoCloseable {

    private static final String JAVASCRIPT = "js";
    private static final int WIDTH = 960; // of saved drawings, as in the page's program

    private static final String PACKAGE = "/dev/retrace/reports/vector/";

    private final Engine engine;
    private final List<Source> library;
    private final Source nowhere;
    private final Source light;
    private final Source program;

    private ScriptedCharts(Engine engine) {
        this.engine = engine;
        this.library = List.of(source(PACKAGE + "realm.js"), source(ChartLibrary.RESOURCE));
        this.nowhere = source(PACKAGE + "nowhere.js");
        this.light = light();
        this.program = source(PACKAGE + "draw.js");
    }

    /** The theme that the page's program makes, as a function of the page. */
    private static Source light() {
        String theme = text("/dev/retrace/reports/page/theme.js");
        return source("light", "(function (page) { with (page) { " + theme + "\nreturn retrace.light; } })");
    }

    /**
     * @throws LinkageError if GraalJS is not on the class path
     * @throws IllegalStateException if it is there in part
     */
    static ScriptedCharts start() {
        OutputStream nowhere = OutputStream.nullOutputStream();
        return new ScriptedCharts(Engine.newBuilder(JAVASCRIPT)
                .sandbox(SandboxPolicy.CONSTRAINED)
                .out(nowhere)
                .err(nowhere)
                .build());
    }

    /**
     * The chart as ECharts writes it.
     *
     * @throws IllegalArgumentException if it cannot be drawn
     */
    String draw(Sketch sketch) {
        try (Context realm = realm()) {
            library.forEach(realm::eval);
            return realm.eval(program)
                    .execute(realm.eval(light).execute(realm.eval(nowhere)), sketch.option(), WIDTH, sketch.height())
                    .asString();
        } catch (PolyglotException thrown) {
            throw new IllegalArgumentException("ECharts says: " + thrown.getMessage(), thrown);
        }
    }

    /** A realm from which nothing outside can be reached. */
    Context realm() {
        return Context.newBuilder(JAVASCRIPT)
                .engine(engine)
                .sandbox(SandboxPolicy.CONSTRAINED)
                .allowHostAccess(HostAccess.CONSTRAINED)
                .build();
    }

    private static Source source(String resource) {
        return source(resource, text(resource));
    }

    private static Source source(String name, String text) {
        return Source.newBuilder(JAVASCRIPT, text, name).buildLiteral();
    }

    private static String text(String resource) {
        try (InputStream in = ScriptedCharts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
