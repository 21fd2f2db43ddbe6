package dev.retrace.steps.blocking;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Architecture;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which path of a restored h is blocked: the bars of figure 5, in its order. */
enum Blocked {
    /** None: the whole effect of the restored h. */
    NONE(null),
    S(State.S),
    G(State.G),
    O(State.O),
    ATTN(State.ATTN),
    MLP(State.MLP);

    private final @Nullable State state;

    Blocked(@Nullable State state) {
        this.state = state;
    }

    /** The state that is held at its corrupt value, if any is. */
    Optional<State> state() {
        return Optional.ofNullable(state);
    }

    /** As tables write it: {@code none}, {@code s}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All that a model has. */
    static List<Blocked> of(Architecture architecture) {
        return Arrays.stream(values())
                .filter(blocked -> blocked.isOf(architecture))
                .toList();
    }

    /**
     * Refuses a path that a model has not.
     *
     * @throws StepException that names those it has
     */
    void requireOf(Architecture architecture) {
        if (!isOf(architecture)) {
            throw new StepException("a " + architecture.family() + " model has no path through '" + label()
                    + "'; blocked can be "
                    + of(architecture).stream().map(Blocked::label).collect(Collectors.joining(", ")));
        }
    }

    private boolean isOf(Architecture architecture) {
        return state == null || architecture.states().containsKey(state);
    }
}
