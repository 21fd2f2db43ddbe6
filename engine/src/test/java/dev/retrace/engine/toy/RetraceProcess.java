package dev.retrace.engine.toy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line in a process group of its own, as a shell would start it, with the toy steps. */
public final class RetraceProcess {

    /** How a process ended. */
    public record Ended(int code, String out, String err) {

        /** The last line of standard output. */
        public String lastLine() {
            List<String> lines = out.lines().toList();
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        }
    }

    private static final int LONGEST_SECONDS = 120;

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String classPath = System.getProperty("java.class.path");

    /** @param folder to work in */
    public RetraceProcess(Path folder) {
        this.folder = folder;
        environment.put("RETRACE_TERMINAL", "0");
        environment.put("RETRACE_NVIDIA_SMI", "/bin/true"); // it tells no GPU, whatever this machine has
    }

    /** The same with an environment variable. */
    public RetraceProcess with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** The same with another class path. */
    public RetraceProcess on(String path) {
        classPath = path;
        return this;
    }

    /** Runs to the end. */
    public Ended run(String... arguments) throws IOException, InterruptedException {
        Started started = start(arguments);
        return started.await();
    }

    /** Starts, to be killed or awaited. */
    public Started start(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "setsid",
                "/usr/bin/env", // a shell that starts its jobs in the background has them ignore what Ctrl-C sends
                "--default-signal=INT,TERM,HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "dev.retrace.engine.cli.Main"));
        words.addAll(List.of(arguments));
        Path out = Files.createTempFile("retrace", ".out");
        Path err = Files.createTempFile("retrace", ".err");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().remove("CI");
        return new Started(builder.start(), out, err);
    }

    /** A process that runs. */
    public record Started(Process process, Path out, Path err) {

        /** Waits for the end. */
        public Ended await() throws IOException, InterruptedException {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                signal("KILL");
                throw new IllegalStateException("did not end: " + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }

        /** Sends a signal to the whole process group, as Ctrl-C and a lost machine do. */
        public void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, "--", "-" + process.pid())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }
}
