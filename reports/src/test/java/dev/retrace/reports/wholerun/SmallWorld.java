package dev.retrace.reports.wholerun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** A folder with a model, facts and workflows, and the command line in a process group of its own. */
final class SmallWorld {

    /** How a command ended. */
    record Ended(int code, String out, String err) {

        /** The report's path: the last line of standard output. */
        Path report(Path folder) {
            List<String> lines = out.lines().toList();
            return folder.resolve(lines.get(lines.size() - 1));
        }
    }

    /** A command that runs. */
    record Started(Process process, Path out, Path err) {

        Ended await() throws IOException, InterruptedException {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                kill();
                throw new IllegalStateException("did not end: " + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }

        /** kill -9 of the whole process group: what a lost machine does. */
        void kill() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            process.waitFor();
        }
    }

    private static final int LONGEST_SECONDS = 180;
    private static final int SUBJECTS = 200;

    private final Path folder;

    SmallWorld(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve(".git")); // so that the store lies here
        SmallMamba.write(folder.resolve("model"), 3);
        Path relations = Files.createDirectory(folder.resolve("relations"));
        relation(relations, "city_of", "{} lies in the city of");
        relation(relations, "sport_of", "{} plays the sport of");
        relation(relations, "tongue_of", "The tongue of {} is called");
    }

    Path folder() {
        return folder;
    }

    /** Copies a workflow of the test resources into the folder. */
    Path workflow(String name) throws IOException {
        try (java.io.InputStream stream = SmallWorld.class.getResourceAsStream(name)) {
            return Files.write(
                    folder.resolve(name),
                    java.util.Objects.requireNonNull(stream).readAllBytes());
        }
    }

    Ended retrace(String... arguments) throws IOException, InterruptedException {
        return start(arguments).await();
    }

    Started start(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "setsid",
                "/usr/bin/env", // a shell that starts its jobs in the background has them ignore what Ctrl-C sends
                "--default-signal=INT,TERM,HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.retrace.engine.cli.Main"));
        words.addAll(List.of(arguments));
        Path out = Files.createTempFile("retrace", ".out");
        Path err = Files.createTempFile("retrace", ".err");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("RETRACE_TERMINAL", "0");
        return new Started(builder.start(), out, err);
    }

    // Objects begin with every letter, so that whatever the model predicts, some facts are "known".
    private static void relation(Path folder, String name, String template) throws IOException {
        Random random = new Random(name.hashCode());
        List<Map<String, String>> samples = new ArrayList<>();
        for (int i = 0; i < SUBJECTS; i++) {
            String subject = word(random, 3 + random.nextInt(5));
            String object = (char) ('a' + i % 26) + word(random, 4).toLowerCase(Locale.ROOT);
            samples.add(Map.of("subject", subject, "object", object));
        }
        Files.writeString(
                folder.resolve(name + ".json"),
                JsonMapper.shared()
                        .writeValueAsString(
                                Map.of("name", name, "prompt_templates", List.of(template), "samples", samples)));
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ((i == 0 ? 'A' : 'a') + random.nextInt(26)));
        }
        return word.toString();
    }
}
