package dev.retrace.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that runs a main class of the tests; killed when closed. */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** With options for the JVM. */
    public static ChildJvm start(List<String> options, Class<?> main, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", path, main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** The next line that the process says, past what SLF4J says without a provider. */
    public String line() throws IOException {
        while (true) {
            String line = output.readLine();
            if (line == null) {
                return "";
            }
            if (!line.startsWith("SLF4J")) {
                return line;
            }
        }
    }

    /** All that the process says until it ends. */
    public String rest() throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
        }
        return said.toString();
    }

    /** Lets the process see the end of its input. */
    public void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Waits until the process, its input closed, ends by itself. */
    public int end() throws IOException, InterruptedException {
        closeInput();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process " + process.pid() + " does not end");
        }
        return process.exitValue();
    }

    /** As {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }
}
