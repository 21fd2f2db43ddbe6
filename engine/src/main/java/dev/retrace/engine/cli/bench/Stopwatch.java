package dev.retrace.engine.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a process to its end and measures it: with GNU time, else with bash, which does not know memory. */
final class Stopwatch {

    private static final Path GNU_TIME = Path.of("/usr/bin/time");
    private static final String BASH = "TIMEFORMAT='%U %S'; { time \"$@\" >&3 2>&1; } 2>times";
    private static final int LAST_LINES = 5;

    private Stopwatch() {}

    /** Runs a command in a folder, where its output goes to {@code log}. */
    static Measured run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(watched(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("RETRACE_TERMINAL", "0");
        long began = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        int code = waitFor(process);
        double wall = (System.nanoTime() - began) / 1e9;
        if (code != 0) {
            List<String> lines = Files.readAllLines(log);
            String last = String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
            throw new IOException("%s in %s ended with %d: %s".formatted(command.get(0), folder, code, last));
        }
        return measured(wall, Files.readString(folder.resolve("times")));
    }

    private static int waitFor(Process process) throws InterruptedException {
        try {
            return process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy); // only if interrupted are there any
            process.destroy();
        }
    }

    private static List<String> watched(List<String> command) {
        List<String> watched = new ArrayList<>(
                Files.isExecutable(GNU_TIME)
                        ? List.of(GNU_TIME.toString(), "-o", "times", "-f", "%U %S %M")
                        : List.of("/bin/bash", "-c", "exec 3>&1; " + BASH, "bash"));
        watched.addAll(command);
        return watched;
    }

    private static Measured measured(double wall, String times) {
        String[] numbers = times.strip().split(" ", -1);
        double cpu = Double.parseDouble(numbers[0]) + Double.parseDouble(numbers[1]);
        return new Measured(wall, cpu, numbers.length < 3 ? 0 : Double.parseDouble(numbers[2]) / 1024);
    }
}
