package dev.retrace.reports.vector;

import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.StepException;
import dev.retrace.reports.text.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Draws charts as SVG, in a second Java that is started for them and ends after the last. */
public final class VectorFigures {

    /** Of a machine that does other things too: a chart takes half a second on a quiet one, the first some. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final String REMEDY = "; without SVG files the report needs no second Java: set 'vectors: false'";

    private final List<String> command;
    private final Duration patience;

    /**
     * @param command that starts the other Java
     * @param patience how long to wait for one chart
     */
    VectorFigures(List<String> command, Duration patience) {
        this.command = List.copyOf(command);
        this.patience = patience;
    }

    /** By this Java and its class path. */
    public static VectorFigures installed() {
        return new VectorFigures(VectorProcess.command(System.getProperty("java.class.path")), PATIENCE);
    }

    /**
     * The drawings, in the order of the sketches.
     *
     * @param lane is told how far it is, and asked whether to go on
     * @throws StepException if one cannot be drawn; says which, why and what to do
     */
    public List<String> draw(List<Sketch> sketches, Lane lane) throws IOException {
        if (sketches.isEmpty()) {
            return List.of();
        }
        String[] drawings = new String[sketches.size()];
        try (VectorProcess process = VectorProcess.start(command)) {
            process.ask(Json.mapper().writeValueAsString(sketches));
            for (int done = 0; done < drawings.length; done++) {
                lane.progress(done, drawings.length);
                Answer answer = answer(process, lane);
                drawings[answer.place()] = drawing(answer, sketches);
            }
        }
        return List.of(drawings);
    }

    private Answer answer(VectorProcess process, Lane lane) throws IOException {
        try {
            return Json.mapper().readValue(process.hear(patience, lane::checkCancelled), Answer.class);
        } catch (VectorProcess.SilentException silent) {
            throw new StepException("figures: the second Java that draws SVG files " + silent.getMessage() + REMEDY);
        }
    }

    private static String drawing(Answer answer, List<Sketch> sketches) {
        if (answer.place() < 0) {
            throw new StepException("figures: no SVG files can be drawn: " + answer.failure() + REMEDY);
        } else if (answer.svg() == null) {
            String name = sketches.get(answer.place()).name();
            throw new StepException("figures: '" + name + "' cannot be drawn as SVG: " + answer.failure()
                    + "; draw it again with 'plot'" + REMEDY);
        }
        return answer.svg();
    }
}
