package dev.retrace.engine.step;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The steps that workflows can name: those on the class path, by their names. */
public final class StepRegistry {

    /** A step with its description made once: plans ask for it many times a cell. */
    private record Described<P extends Record>(Step<P> step, StepDescriptor<P> descriptor) implements Step<P> {

        static <P extends Record> Described<P> of(Step<P> step) {
            return new Described<>(step, step.descriptor());
        }

        @Override
        public void run(P parameters, Inputs inputs, Outputs outputs, Lane lane) throws Exception {
            step.run(parameters, inputs, outputs, lane);
        }
    }

    private final SortedMap<String, Described<?>> steps = new TreeMap<>();

    /** @throws IllegalArgumentException if two steps have one name */
    public StepRegistry(Iterable<? extends Step<?>> steps) {
        for (Step<?> step : steps) {
            Described<?> described = Described.of(step);
            Described<?> other = this.steps.put(described.descriptor().name(), described);
            if (other != null) {
                throw new IllegalArgumentException(
                        "two steps are called '" + described.descriptor().name() + "': "
                                + other.step().getClass().getName() + " and "
                                + step.getClass().getName());
            }
        }
    }

    /** The steps that the modules on the class path register as services. */
    @SuppressWarnings("rawtypes") // ServiceLoader takes a raw class
    public static StepRegistry installed() {
        ServiceLoader<Step> services = ServiceLoader.load(Step.class);
        return new StepRegistry(services.stream()
                .<Step<?>>map(provider -> (Step<?>) provider.get())
                .toList());
    }

    /** The step called so, if there is one. */
    public Optional<Step<?>> find(String name) {
        return Optional.ofNullable(steps.get(name));
    }

    /** All steps, by name. */
    public Collection<Step<?>> all() {
        return Collections.unmodifiableCollection(steps.values());
    }
}
