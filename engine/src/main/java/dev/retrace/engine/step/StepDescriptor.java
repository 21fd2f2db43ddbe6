package dev.retrace.engine.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a step is called, takes and gives: the source of the workflow reader's checks, of the key
 * document and of the JSON Schema.
 *
 * @param name as workflows write it, lower case with hyphens
 * @param version raised whenever the same parameters and inputs would give other bytes
 * @param summary one sentence for help and editors
 * @param parameters the record of parameters, each component with {@link Param}
 * @param inputs in the order of the documentation
 * @param outputs in the order of the documentation
 * @param placement where its cells run
 * @param resources what one cell takes of the machine while it runs
 * @param tolerance how far two computations of one key may differ
 * @param reportsLineage whether the engine adds the input {@code lineage}, one JSON file that says
 *     how each input was made, and runs the step although some inputs are missing
 */
public record StepDescriptor<P extends Record>(
        String name,
        int version,
        String summary,
        Class<P> parameters,
        List<InputSlot> inputs,
        List<OutputSlot> outputs,
        Placement placement,
        Resources resources,
        Tolerance tolerance,
        boolean reportsLineage) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*"); // steps describe themselves often

    /** Where a step's cells run. */
    public enum Placement {
        /** Inside the engine: no torch, no device, results the same on every machine. */
        ENGINE,
        /** In a worker process with torch; precision and device class are part of the key. */
        TORCH
    }

    public StepDescriptor {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a step is named in lower case with hyphens, not '" + name + "'");
        }
        if (version < 1 || outputs.isEmpty()) {
            throw new IllegalArgumentException("step " + name + " needs a version of at least 1 and an output");
        }
    }

    /** Starts a description; inputs and outputs follow. */
    public static <P extends Record> StepDescriptor<P> of(
            String name, int version, String summary, Class<P> parameters) {
        return new StepDescriptor<>(
                name,
                version,
                summary,
                parameters,
                List.of(),
                List.of(new OutputSlot("none", "none")),
                Placement.ENGINE,
                Resources.LIGHT,
                Tolerance.SAME_BYTES,
                false);
    }

    /** The same step with these inputs. */
    public StepDescriptor<P> taking(InputSlot... slots) {
        return new StepDescriptor<>(
                name,
                version,
                summary,
                parameters,
                List.of(slots),
                outputs,
                placement,
                resources,
                tolerance,
                reportsLineage);
    }

    /** The same step with these outputs. */
    public StepDescriptor<P> giving(OutputSlot... slots) {
        return new StepDescriptor<>(
                name,
                version,
                summary,
                parameters,
                inputs,
                List.of(slots),
                placement,
                resources,
                tolerance,
                reportsLineage);
    }

    /** The same step in a worker process with torch. */
    public StepDescriptor<P> onTorch() {
        return new StepDescriptor<>(
                name,
                version,
                summary,
                parameters,
                inputs,
                outputs,
                Placement.TORCH,
                resources,
                tolerance,
                reportsLineage);
    }

    /** The same step, each cell of which takes this much of the machine. */
    public StepDescriptor<P> using(Resources needed) {
        return new StepDescriptor<>(
                name, version, summary, parameters, inputs, outputs, placement, needed, tolerance, reportsLineage);
    }

    /** The same step, whose results may differ by this much between machines or from one time to the next. */
    public StepDescriptor<P> within(Tolerance allowed) {
        return new StepDescriptor<>(
                name, version, summary, parameters, inputs, outputs, placement, resources, allowed, reportsLineage);
    }

    /** The same step with the input {@code lineage}, tolerating missing inputs. */
    public StepDescriptor<P> withLineage() {
        return new StepDescriptor<>(
                name, version, summary, parameters, inputs, outputs, placement, resources, tolerance, true);
    }

    /** The input slot called so, if there is one. */
    public Optional<InputSlot> input(String slot) {
        return inputs.stream().filter(input -> input.name().equals(slot)).findFirst();
    }

    /** Whether this input takes a list of references, whose order and names count. */
    public boolean takesList(String slot) {
        return input(slot).map(input -> input.kind() == InputSlot.Kind.FILES).orElse(false);
    }

    /** The output slot called so, if there is one. */
    public Optional<OutputSlot> output(String slot) {
        return outputs.stream().filter(output -> output.name().equals(slot)).findFirst();
    }

    /** Inputs that a cell can take from an earlier cell of its own step: one file, and an output of the same name. */
    public List<String> chainable() {
        return inputs.stream()
                .filter(input -> input.kind() == InputSlot.Kind.FILE)
                .map(InputSlot::name)
                .filter(name -> output(name).isPresent())
                .toList();
    }

    /** The names of all outputs, in order. */
    public List<String> outputNames() {
        List<String> names = new ArrayList<>();
        outputs.forEach(output -> names.add(output.name()));
        return names;
    }
}
