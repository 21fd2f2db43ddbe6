package dev.retrace.steps.dataset;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Parameter;
import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.steps.TestLane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs installed steps by name, one after another, with parameters as a workflow would write them. */
public final class Workbench {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path folder;
    private final TestLane lane = new TestLane();
    private final Map<String, Path> content = new HashMap<>();

    public Workbench(Path folder) {
        this.folder = folder;
    }

    public TestLane lane() {
        return lane;
    }

    /** A file or folder as a parameter, its files found by their digests from now on. */
    public Source source(Path path) throws Exception {
        Source plain = Sources.of(path);
        TreeMap<String, String> files = new TreeMap<>();
        for (String name : plain.files().keySet()) {
            files.put(name, sha256(plain.resolve(name)));
        }
        Source hashed = new Source(plain.location(), path, files);
        files.forEach((name, sha256) -> content.put(sha256, hashed.resolve(name)));
        return hashed;
    }

    /**
     * Runs a step that has one output.
     *
     * @param with parameters as JSON with single quotes; defaults are filled in
     * @return the output's file
     */
    public Path run(String step, String with, Map<String, Path> inputs) throws Exception {
        return run(step, (ObjectNode) JSON.readTree(with.replace('\'', '"')), inputs);
    }

    /** Runs a step with one more parameter, a source. */
    public Path run(String step, String with, Map<String, Path> inputs, String name, Source source) throws Exception {
        ObjectNode given = (ObjectNode) JSON.readTree(with.replace('\'', '"'));
        ObjectNode place = given.putObject(name);
        place.put("location", source.location()).put("path", source.path().toString());
        ObjectNode files = place.putObject("files");
        source.files().forEach(files::put);
        return run(step, given, inputs);
    }

    /** Frees what the steps loaded. */
    public void close() throws Exception {
        lane.close();
    }

    private Path run(String name, ObjectNode with, Map<String, Path> inputs) throws Exception {
        return run(StepRegistry.installed().find(name).orElseThrow(), with, inputs);
    }

    private <P extends Record> Path run(Step<P> step, ObjectNode with, Map<String, Path> inputs) throws Exception {
        Class<P> type = step.descriptor().parameters();
        for (Parameter parameter : Parameter.of(type)) {
            if (!with.has(parameter.name()) && !parameter.required() && !parameter.absentByDefault()) {
                with.set(parameter.name(), JSON.readTree(defaultOf(parameter)));
            }
        }
        Map<String, List<Part>> parts = new HashMap<>();
        for (Map.Entry<String, Path> input : inputs.entrySet()) {
            parts.put(
                    input.getKey(),
                    List.of(new Part(Map.of(), new InputFile(input.getValue(), sha256(input.getValue())))));
        }
        List<OutputSlot> slots = step.descriptor().outputs();
        Outputs outputs = new Outputs(Files.createTempDirectory(folder, "cell"), slots);
        step.run(
                ParameterCodec.read(type, with),
                new Inputs(parts, sha256 -> content.getOrDefault(sha256, folder)),
                outputs,
                lane);
        return outputs.file(slots.get(0).name());
    }

    private static String defaultOf(Parameter parameter) {
        String written = parameter.defaultValue();
        boolean words = parameter.kind() == Parameter.Kind.TEXT || parameter.kind() == Parameter.Kind.CHOICE;
        if (!words) {
            return written;
        }
        return parameter.list() ? written.replaceAll("[^\\[\\], ]+", "\"$0\"") : JSON.writeValueAsString(written);
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
