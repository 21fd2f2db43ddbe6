package dev.retrace.engine.workflow;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps with the names, inputs and parameters that workflows have, which do nothing. */
final class ToySteps {

    private ToySteps() {}

    enum Metric {
        IE,
        PATH_EFFECT
    }

    record LoadModel(
            @Param(doc = "Folder or repository of the weights.")
            Source source) {}

    record FilterKnown(
            @Param(doc = "Most facts to keep.") int limit,

            @Param(doc = "Seed of the choice.", defaultValue = "0")
            long seed) {}

    record BuildCorruptions(
            @Param(doc = "Seed of the swaps.") long seed) {}

    record Patch(
            @Param(doc = "State to restore.") String state,

            @Param(doc = "Adjacent layers to restore at once, odd.", defaultValue = "1")
            int window,

            @Param(doc = "Layers to patch.", defaultValue = "[0, 1]")
            List<Integer> layers,

            @Param(doc = "Noise, in standard deviations.", defaultValue = "0.5")
            double noise,

            @Param(doc = "Whether to normalise.", defaultValue = "false")
            boolean normalise,

            @Param(doc = "Which effect.", defaultValue = "ie")
            Metric metric) {

        Patch {
            layers = List.copyOf(layers);
            if (window < 1) {
                throw new IllegalArgumentException("window must be positive, but is " + window);
            }
        }
    }

    record Plot(
            @Param(doc = "Kind of figure.") String kind,
            @Param(doc = "Column of x.") String x,
            @Param(doc = "Column of y.") String y,
            @Param(doc = "Column of the value.") String value,

            @Param(doc = "Heading.", defaultValue = Param.ABSENT) @Nullable
            String title) {}

    record None() {}

    static StepRegistry registry() {
        InputSlot model = InputSlot.file("model", "The model.");
        return new StepRegistry(List.of(
                toy(StepDescriptor.of("load-model", 1, "Describes a model.", LoadModel.class)
                        .giving(new OutputSlot("model", "json"))),
                toy(StepDescriptor.of("load-facts", 1, "Reads facts.", LoadModel.class)
                        .giving(new OutputSlot("facts", "csv"))),
                toy(StepDescriptor.of("filter-known", 1, "Keeps what the model knows.", FilterKnown.class)
                        .taking(model, InputSlot.table("facts", "The facts."))
                        .giving(new OutputSlot("facts", "csv"))),
                toy(StepDescriptor.of("build-corruptions", 1, "Pairs facts.", BuildCorruptions.class)
                        .taking(model, InputSlot.table("facts", "The facts."))
                        .giving(new OutputSlot("pairs", "csv"))),
                toy(StepDescriptor.of("patch", 1, "Restores states.", Patch.class)
                        .taking(model.accepting("model"), InputSlot.table("pairs", "Pairs of facts."))
                        .giving(new OutputSlot("effects", "csv"))),
                toy(StepDescriptor.of("split", 1, "Gives two things.", None.class)
                        .taking(InputSlot.table("table", "What to split.").optional())
                        .giving(new OutputSlot("left", "csv"), new OutputSlot("right", "safetensors"))),
                toy(StepDescriptor.of("train", 1, "Goes on training.", FilterKnown.class)
                        .taking(
                                InputSlot.table("texts", "What to train on."),
                                InputSlot.file("checkpoint", "Where to go on.").optional())
                        .giving(new OutputSlot("checkpoint", "safetensors"), new OutputSlot("losses", "csv"))),
                toy(StepDescriptor.of("plot", 1, "Draws a table.", Plot.class)
                        .taking(InputSlot.table("table", "What to draw."))
                        .giving(new OutputSlot("figure", "json"))),
                toy(StepDescriptor.of("report", 1, "Collects figures.", None.class)
                        .taking(InputSlot.files("figures", "Figures in order.").accepting("figure"))
                        .giving(new OutputSlot("page", "html"))
                        .withLineage())));
    }

    private static <P extends Record> Step<P> toy(StepDescriptor<P> descriptor) {
        return new Toy<>(descriptor);
    }

    private record Toy<P extends Record>(StepDescriptor<P> descriptor) implements Step<P> {

        @Override
        public void run(P parameters, Inputs inputs, Outputs outputs, Lane lane) {
            throw new UnsupportedOperationException("a toy");
        }
    }
}
