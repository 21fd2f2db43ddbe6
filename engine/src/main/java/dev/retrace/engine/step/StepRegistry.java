package dev.retrace.engine.step;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The steps that workflows can name: those on the class path, by their names. */
public final class StepRegistry {

    private final SortedMap<String, Step<?>> steps = new TreeMap<>();

    /** @throws IllegalArgumentException if two steps have one name */
    public StepRegistry(Iterable<? extends Step<?>> steps) {
        for (Step<?> step : steps) {
            Step<?> other = this.steps.put(step.descriptor().name(), step);
            if (other != null) {
                throw new IllegalArgumentException("two steps are called '"
                        + step.descriptor().name() + "': " + other.getClass().getName() + " and "
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
