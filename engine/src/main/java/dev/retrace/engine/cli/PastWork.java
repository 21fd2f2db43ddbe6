package dev.retrace.engine.cli;

import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.index.Index;
import dev.retrace.cache.index.KeyUse;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.run.RunResult;
import dev.retrace.engine.workflow.StepNode;
import dev.retrace.engine.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the index remembers of a workflow's earlier work, read in one go at the first question, so
 * that the index is open only for a moment. Without an index there is no earlier work to name.
 */
final class PastWork implements Explanation.History {

    static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_CELLS = 20_000; // of a step: the last two runs of a large sweep
    private static final int MOST_IN_ALL = 60_000; // about as many kilobytes
    private static final int MOST_DOCUMENTS = 200;

    private final Store store;
    private final Workflow workflow;
    private @Nullable Map<String, List<Explanation.Earlier>> earlier;

    PastWork(Store store, Workflow workflow) {
        this.store = store;
        this.workflow = workflow;
    }

    @Override
    public synchronized List<Explanation.Earlier> of(String stepId, String step) {
        if (earlier == null) {
            earlier = read();
        }
        return earlier.getOrDefault(stepId, List.of());
    }

    private Map<String, List<Explanation.Earlier>> read() {
        Map<String, List<Explanation.Earlier>> read = new HashMap<>();
        withIndex(store, index -> {
            int left = MOST_IN_ALL;
            for (StepNode node : workflow.steps()) {
                List<Explanation.Earlier> known = new ArrayList<>();
                index.earlierCells(workflow.name(), node.id(), Math.min(MOST_CELLS, left))
                        .forEach(cell -> known.add(
                                new Explanation.Earlier(cell.run(), cell.cell(), cell.key(), cell.document())));
                index.keyDocuments(node.step().descriptor().name(), MOST_DOCUMENTS)
                        .forEach(document -> known.add(new Explanation.Earlier("", "", Digest.of(document), document)));
                left = Math.max(0, left - known.size());
                read.put(node.id(), known);
            }
        });
        return read;
    }

    /** How runs used each key. */
    static Map<Digest, KeyUse> uses(Store store) {
        Map<Digest, KeyUse> uses = new HashMap<>();
        withIndex(store, index -> index.uses().forEach(use -> uses.put(use.key(), use)));
        return uses;
    }

    private static void withIndex(Store store, Consumer<Index> reading) {
        try (Index index = Index.open(store, PATIENCE).orElse(null)) {
            if (index != null) {
                index.catchUp();
                reading.accept(index);
            }
        } catch (Exception unreadable) {
            log().warn("the index cannot be read; `retrace reindex` makes it anew", unreadable);
        }
    }

    /**
     * Brings the index up to date with the files, if the run made any; done without if another process
     * has it. A run that only served is left to who asks next: it has no key that the index lacks, and
     * to open a database would take longer than all else that it does.
     */
    static void remember(Store store, RunResult result) {
        if (result.counts().keySet().equals(Set.of("served"))) {
            return;
        }
        try (Index index = Index.open(store, PATIENCE).orElse(null)) {
            if (index != null) {
                index.catchUp();
            }
        } catch (Exception unwritable) {
            log().warn("the index cannot be written; `retrace reindex` makes it anew", unwritable);
        }
    }

    /** Asked for when there is something to say: to set logging up takes longer than most commands. */
    private static Logger log() {
        return LoggerFactory.getLogger(PastWork.class);
    }
}
