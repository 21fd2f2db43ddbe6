package dev.retrace.cache.index;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.fault.FaultPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Brings the index to what the files say: lists names, and reads only what is missing. */
record IndexWriter(Connection connection, Store store) {

    private static final int BATCH = 1000;

    /** Runs that only served are many, and an index that was away for a while has to read them all. */
    private static final int MOST_RUNS = 50;

    /** Of each workflow: what its cells were keyed by lately. */
    private static final int RUNS_WITH_CELLS = 3;

    private record RecordRow(ActionRecord record, String step) {

        static RecordRow of(ActionRecord record) {
            JsonNode document = CanonicalJson.read(record.keyDocument());
            return new RecordRow(record, document.path("step").asString(""));
        }
    }

    /** In one transaction, so that a kill leaves the index as it was. */
    void catchUp() throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            catchUpRecords();
            catchUpRuns();
            FaultPoint.INDEX_FILLED.reached();
            connection.commit();
            FaultPoint.INDEX_COMMITTED.reached();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void catchUpRecords() throws SQLException, IOException {
        Set<String> missing = new TreeSet<>();
        store.actions().keys().forEach(key -> missing.add(key.hex()));
        Set<String> gone = names("SELECT key_hex FROM record");
        subtractCommon(missing, gone);
        delete("DELETE FROM record WHERE key_hex = ?", gone);
        String sql = "INSERT INTO record (key_hex, step, started, document) VALUES (?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            List<String> hexes = List.copyOf(missing);
            for (int from = 0; from < hexes.size(); from += BATCH) {
                for (RecordRow row : read(hexes.subList(from, Math.min(from + BATCH, hexes.size())))) {
                    insert.setString(1, row.record().key().hex());
                    insert.setString(2, row.step());
                    insert.setObject(3, utc(row.record().started()));
                    insert.setString(4, row.record().keyDocument());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    /** Reads on all cores: after the index was deleted, this is what takes the time. */
    private List<RecordRow> read(List<String> hexes) throws IOException {
        try {
            return hexes.parallelStream().flatMap(this::read).toList();
        } catch (UncheckedIOException failure) {
            throw new IOException("the records cannot be read: " + failure.getMessage(), failure);
        }
    }

    private Stream<RecordRow> read(String hex) {
        try {
            return store.actions().read(new Digest(hex)).map(RecordRow::of).stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void catchUpRuns() throws SQLException, IOException {
        NavigableSet<String> missing = new TreeSet<>(newest(store.runs().ids()));
        Set<String> gone = names("SELECT id FROM run WHERE ended");
        subtractCommon(missing, gone);
        gone.addAll(names("SELECT id FROM run WHERE NOT ended"));
        delete("DELETE FROM run WHERE id = ?", gone);
        delete("DELETE FROM run_cell WHERE run_id = ?", gone);
        Map<String, Integer> kept = new HashMap<>();
        for (String id : missing.descendingSet()) {
            Optional<RunRecord> run = readRun(id);
            if (run.isPresent()) {
                boolean cells = kept.merge(run.get().workflow(), 1, Integer::sum) <= RUNS_WITH_CELLS;
                add(run.get(), cells ? run.get().cells() : List.of());
            }
        }
        forgetOldCells();
    }

    private static List<String> newest(List<String> ids) {
        return ids.subList(0, Math.min(ids.size(), MOST_RUNS));
    }

    private void forgetOldCells() throws SQLException {
        delete("DELETE FROM run_cell WHERE run_id = ?", names("""
                SELECT id
                  FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY workflow ORDER BY id DESC) AS age FROM run)
                 WHERE age > %d AND id IN (SELECT run_id FROM run_cell)
                """.formatted(RUNS_WITH_CELLS)));
    }

    private Optional<RunRecord> readRun(String id) {
        try {
            return store.runs().read(id);
        } catch (IOException unreadable) {
            log().warn("a run is left out of the index: {}", unreadable.getMessage());
            return Optional.empty();
        }
    }

    private void add(RunRecord run, List<RunCell> cells) throws SQLException {
        SortedMap<String, Integer> states = new TreeMap<>();
        run.cells().forEach(cell -> states.merge(cell.state(), 1, Integer::sum));
        String sql = "INSERT INTO run (id, workflow, started, outcome, ended, states) VALUES (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, run.id());
            insert.setString(2, run.workflow());
            insert.setObject(3, utc(run.started()));
            insert.setString(4, run.outcome());
            insert.setBoolean(5, run.finished() != null);
            insert.setString(6, RunSummary.text(states));
            insert.executeUpdate();
        }
        addCells(run.id(), cells);
    }

    private void addCells(String run, List<RunCell> cells) throws SQLException {
        String sql = """
                INSERT INTO run_cell (run_id, ordinal, cell, step_id, step, key_hex, state)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < cells.size(); i++) {
                RunCell cell = cells.get(i);
                insert.setString(1, run);
                insert.setInt(2, i);
                insert.setString(3, cell.cell());
                insert.setString(4, cell.stepId());
                insert.setString(5, cell.step());
                insert.setString(
                        6, cell.key() == null ? null : Digest.parse(cell.key()).hex());
                insert.setString(7, cell.state());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private Set<String> names(String sql) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private void delete(String sql, Collection<String> names) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            for (String name : names) {
                delete.setString(1, name);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private static void subtractCommon(Set<String> one, Set<String> other) {
        Set<String> common = new HashSet<>(one);
        common.retainAll(other);
        one.removeAll(common);
        other.removeAll(common);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Asked for when there is something to say: to set logging up takes longer than most commands. */
    private static Logger log() {
        return LoggerFactory.getLogger(IndexWriter.class);
    }
}
