package dev.retrace.cache.index;

import dev.retrace.cache.Store;
import dev.retrace.cache.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Answers questions about records and runs without reading their files. Open it briefly: meanwhile
 * no other process has it.
 *
 * <p>Nothing depends on it. Who cannot have it goes without, and what it says may be behind the files
 * until {@link #catchUp}. Not safe for threads.
 */
public final class Index implements AutoCloseable {

    private static final Duration REBUILD_WAIT = Duration.ofSeconds(10);

    private interface Question<T> {
        T ask() throws SQLException;
    }

    private final Path folder;
    private final Connection connection;
    private final IndexQueries queries;
    private final IndexWriter writer;

    private Index(Store store, Path folder, Connection connection) {
        this.folder = folder;
        this.connection = connection;
        this.queries = new IndexQueries(connection);
        this.writer = new IndexWriter(connection, store);
    }

    /**
     * Opens a store's index, or makes an empty one.
     *
     * @param wait how long to try while another process has it
     * @return nothing if it cannot be had; this is no failure
     */
    public static Optional<Index> open(Store store, Duration wait) throws IOException {
        return open(store, IndexPlace.of(store), wait);
    }

    static Optional<Index> open(Store store, Path folder, Duration wait) throws IOException {
        return new IndexDatabase(folder).open(wait).map(connection -> new Index(store, folder, connection));
    }

    /**
     * Builds a store's index anew from the files.
     *
     * @return how many records it has
     * @throws StoreException if another process keeps it
     */
    public static long rebuild(Store store) throws IOException {
        return rebuild(store, IndexPlace.of(store), REBUILD_WAIT);
    }

    static long rebuild(Store store, Path folder, Duration wait) throws IOException {
        if (!new IndexDatabase(folder).erase(wait)) {
            throw StoreException.indexInUse(folder);
        }
        try (Index index = open(store, folder, wait).orElseThrow(() -> StoreException.indexInUse(folder))) {
            index.catchUp();
            return index.answer(index.queries::records);
        }
    }

    /** Adds the records and runs that the index lacks, and removes those whose files are gone. */
    public void catchUp() throws IOException {
        try {
            writer.catchUp();
        } catch (SQLException failure) {
            throw StoreException.index(folder, failure);
        }
    }

    /** Key documents of one kind of step, the newest first. */
    public List<String> keyDocuments(String step, int limit) {
        return answer(() -> queries.keyDocuments(step, limit));
    }

    /** Key documents that cells of this step of this workflow had, those of the newest run first. */
    public List<String> keyDocumentsOf(String workflow, String stepId, int limit) {
        return answer(() -> queries.keyDocumentsOf(workflow, stepId, limit));
    }

    /** Cells that this step of this workflow had, each with every key document, those of the newest run first. */
    public List<EarlierCell> earlierCells(String workflow, String stepId, int limit) {
        return answer(() -> queries.earlierCells(workflow, stepId, limit));
    }

    /** How runs used each key that one of them had. */
    public List<KeyUse> uses() {
        return answer(queries::uses);
    }

    /** Runs, the newest first. */
    public List<RunSummary> runs(int limit) {
        return answer(() -> queries.runs(limit));
    }

    /**
     * Cells that answer to a text: as the beginning of their key, of at least 6 digits; or as the name
     * of a cell, or of a step's all, in the newest run that has it.
     */
    public List<CellHit> findCells(String prefixOrName) {
        return answer(() -> queries.findCells(prefixOrName));
    }

    @Override
    public void close() {
        answer(() -> {
            connection.close();
            return true;
        });
    }

    private <T> T answer(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException failure) {
            throw StoreException.index(folder, failure);
        }
    }
}
