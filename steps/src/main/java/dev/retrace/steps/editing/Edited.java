package dev.retrace.steps.editing;

import ai.djl.ndarray.NDManager;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.dataset.Rewrite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A request and its edit. */
public record Edited(Rewrite rewrite, FactorFile.Factors factors) {

    /**
     * The edits of the input {@code factors} whose requests are in the input {@code rewrites}.
     *
     * @param owner frees them
     * @throws StepException if there is none
     */
    public static List<Edited> readAll(Inputs inputs, NDManager owner) throws IOException {
        Map<String, Rewrite> rewrites = new HashMap<>();
        Rewrite.readAll(inputs.table("rewrites")).forEach(rewrite -> rewrites.put(rewrite.id(), rewrite));
        List<Edited> edits = new ArrayList<>();
        for (Part part : inputs.parts("factors")) {
            for (FactorFile.Factors factors : FactorFile.read(owner, part.file().path())) {
                Rewrite rewrite = rewrites.get(factors.name());
                if (rewrite != null) { // a shard of the requests has edits of its own only
                    edits.add(new Edited(rewrite, factors));
                }
            }
        }
        if (edits.isEmpty()) {
            throw new StepException("none of the edits is of one of the " + rewrites.size() + " requests; give the"
                    + " requests that edit was given");
        }
        return edits;
    }
}
