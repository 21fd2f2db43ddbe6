package dev.retrace.engine.toy;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A step that goes wrong in the ways that a test asks for. Says in {@link #HEARD} when each cell began
 * ({@code +name}) and ended ({@code -name}), and in the file that {@code TOY_WITNESS} names when it
 * began.
 */
public final class TrialStep implements Step<TrialStep.Parameters> {

    /** What happened in this process. */
    public static final List<String> HEARD = new CopyOnWriteArrayList<>();

    private static volatile CountDownLatch meeting = new CountDownLatch(1);

    public record Parameters(
            @Param(doc = "The cell's name.") String name,

            @Param(doc = "What goes wrong, and for which name, as data:b.", defaultValue = "nothing")
            String trouble,

            @Param(doc = "How often it goes wrong in one process.", defaultValue = "1000")
            int times,

            @Param(doc = "Milliseconds that the cell takes.", defaultValue = "0")
            int pause) {}

    /** Forgets what happened; the next meeting is of so many cells. */
    public static void expect(int cells) {
        HEARD.clear();
        meeting = new CountDownLatch(cells);
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("toy-trial", 1, "Goes wrong.", Parameters.class)
                .taking(InputSlot.file("after", "Something to wait for.").optional())
                .giving(new OutputSlot("text", "txt"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane)
            throws IOException, InterruptedException {
        HEARD.add("+" + parameters.name());
        witness(parameters.name());
        try {
            Thread.sleep(parameters.pause());
            String[] trouble = parameters.trouble().split(":", 2);
            long begun =
                    HEARD.stream().filter(("+" + parameters.name())::equals).count();
            boolean hit = trouble.length == 1 || trouble[1].equals(parameters.name());
            if (hit && begun <= parameters.times()) {
                meetWith(trouble[0], outputs, lane);
            }
            if (!Files.exists(outputs.file("text"))) {
                Files.writeString(outputs.file("text"), parameters.name());
            }
        } finally {
            HEARD.add("-" + parameters.name());
        }
    }

    private static void meetWith(String trouble, Outputs outputs, Lane lane) throws IOException, InterruptedException {
        switch (trouble) {
            case "nothing" -> {}
            case "data" -> throw new StepException("the data are wrong; mend them");
            case "defect" -> throw new IllegalStateException("a defect");
            case "heap" -> throw new OutOfMemoryError("Java heap space");
            case "torch" -> throw new IllegalStateException("DefaultCPUAllocator: can't allocate memory");
            case "stale" -> throw new FileSystemException("/data/x", null, "Stale file handle");
            case "full" -> throw new FileSystemException("/data/x", null, "No space left on device");
            case "sleep" -> Thread.sleep(TimeUnit.MINUTES.toMillis(2));
            case "deaf" -> sleepDeaf();
            case "clock" -> Files.writeString(outputs.file("text"), String.valueOf(System.nanoTime()));
            case "meet" -> meet();
            case "halve" -> lane.note("batch", "8 rows, halved once");
            default -> halt(trouble);
        }
    }

    /** Joins a meeting from a test. */
    public static void join() {
        meeting.countDown();
    }

    private static void meet() throws InterruptedException {
        meeting.countDown();
        if (!meeting.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("nobody came");
        }
    }

    private static void sleepDeaf() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (System.nanoTime() < end) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException unheard) {
                // that is the point
            }
        }
    }

    private static void halt(String trouble) {
        System.err.println("java.lang.OutOfMemoryError: not really");
        Runtime.getRuntime().halt(Integer.parseInt(trouble.replace("halt-", "")));
    }

    private static void witness(String line) throws IOException {
        String file = System.getenv("TOY_WITNESS");
        if (file != null) {
            Files.writeString(Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
