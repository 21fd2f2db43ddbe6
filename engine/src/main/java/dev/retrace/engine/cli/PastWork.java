package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.cache.index.Index;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.workflow.StepNode;
import dev.retrace.engine.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the index remembers of a workflow's earlier work, read in one go at the first question, so
 * that the index is open only for a moment. Without an index there is no earlier work to name.
 */
final class PastWork implements Explanation.History {

    static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_DOCUMENTS = 200;
    private static final Logger LOG = LoggerFactory.getLogger(PastWork.class);

    private final Store store;
    private final Workflow workflow;
    private @Nullable Map<String, List<String>> documents;

    PastWork(Store store, Workflow workflow) {
        this.store = store;
        this.workflow = workflow;
    }

    @Override
    public synchronized List<String> documents(String stepId, String step) {
        if (documents == null) {
            documents = read();
        }
        return documents.getOrDefault(stepId, List.of());
    }

    private Map<String, List<String>> read() {
        Map<String, List<String>> read = new HashMap<>();
        try (Index index = Index.open(store, PATIENCE).orElse(null)) {
            if (index != null) {
                index.catchUp();
                for (StepNode node : workflow.steps()) {
                    Set<String> known =
                            new LinkedHashSet<>(index.keyDocumentsOf(workflow.name(), node.id(), MOST_DOCUMENTS));
                    known.addAll(index.keyDocuments(node.step().descriptor().name(), MOST_DOCUMENTS));
                    read.put(node.id(), new ArrayList<>(known));
                }
            }
        } catch (Exception unreadable) {
            LOG.warn("the index cannot be read; `retrace reindex` makes it anew", unreadable);
        }
        return read;
    }

    /** Brings the index up to date with the files; done without if another process has it. */
    static void remember(Store store) {
        try (Index index = Index.open(store, PATIENCE).orElse(null)) {
            if (index != null) {
                index.catchUp();
            }
        } catch (Exception unwritable) {
            LOG.warn("the index cannot be written; `retrace reindex` makes it anew", unwritable);
        }
    }
}
