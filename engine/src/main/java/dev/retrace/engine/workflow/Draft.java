package dev.retrace.engine.workflow;

import dev.retrace.engine.step.Step;
import dev.retrace.engine.value.Matrix;
import dev.retrace.engine.yaml.Fields;
import dev.retrace.engine.yaml.Location;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a step before its references are followed.
 *
 * @param at the place of its id
 * @param fields what the file says about it
 * @param step the kind of work; null if there is none such, which has been told
 * @param matrix null if it cannot be known, which has been told
 * @param shard null if it has none
 * @param chain null if it has none
 * @param handling null if the step is
 */
record Draft(
        String id,
        Location at,
        Fields fields,
        @Nullable Step<?> step,
        @Nullable Matrix matrix,
        @Nullable Shard shard,
        @Nullable Chain chain,
        @Nullable Handling handling) {}
