package dev.retrace.cache.index;

import dev.retrace.cache.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The questions that the index answers, each in one SELECT. */
record IndexQueries(Connection connection) {

    private static final Pattern KEY_START = Pattern.compile("[0-9a-f]{6,64}");

    List<String> keyDocuments(String step, int limit) throws SQLException {
        return documents("""
                SELECT document
                  FROM record
                 WHERE step = ?
                 ORDER BY step, started DESC, key_hex -- as the index does
                 LIMIT ?
                """, step, limit);
    }

    List<String> keyDocumentsOf(String workflow, String stepId, int limit) throws SQLException {
        return documents("""
                SELECT record.document
                  FROM (SELECT key_hex, MAX(run_id) AS newest, MIN(ordinal) AS first
                          FROM run_cell JOIN run ON run.id = run_id
                         WHERE workflow = ? AND step_id = ?
                         GROUP BY key_hex) AS seen
                  JOIN record ON record.key_hex = seen.key_hex
                 ORDER BY newest DESC, first
                 LIMIT ?
                """, workflow, stepId, limit);
    }

    List<EarlierCell> earlierCells(String workflow, String stepId, int limit) throws SQLException {
        String sql = """
                SELECT newest, cell, seen.key_hex, document
                  FROM (SELECT cell, key_hex, MAX(run_id) AS newest, MIN(ordinal) AS first
                          FROM run_cell JOIN run ON run.id = run_id
                         WHERE workflow = ? AND step_id = ? AND state IN ('served', 'computed', 'adopted')
                         GROUP BY cell, key_hex) AS seen
                  LEFT JOIN record ON record.key_hex = seen.key_hex
                 ORDER BY newest DESC, first
                 LIMIT ?
                """;
        List<EarlierCell> cells = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, workflow, stepId, limit);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                cells.add(new EarlierCell(
                        rows.getString(1),
                        rows.getString(2),
                        new Digest(rows.getString(3)),
                        orEmpty(rows.getString(4))));
            }
        }
        return cells;
    }

    List<KeyUse> uses() throws SQLException {
        String sql = """
                SELECT key_hex,
                       MIN(CASE WHEN state = 'computed' THEN run_id END),
                       COUNT(DISTINCT CASE WHEN state IN ('served', 'adopted') THEN run_id END)
                  FROM run_cell
                 WHERE key_hex IS NOT NULL
                 GROUP BY key_hex
                """;
        List<KeyUse> uses = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                uses.add(new KeyUse(new Digest(rows.getString(1)), orEmpty(rows.getString(2)), rows.getInt(3)));
            }
        }
        return uses;
    }

    List<RunSummary> runs(int limit) throws SQLException {
        String sql = "SELECT id, workflow, started, outcome, states FROM run ORDER BY id DESC LIMIT ?";
        List<RunSummary> runs = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, limit);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                runs.add(summary(rows));
            }
        }
        return runs;
    }

    List<CellHit> findCells(String prefixOrName) throws SQLException {
        String sql = """
                SELECT run_id, workflow, cell, step_id, step, key_hex, state, ordinal
                  FROM run_cell JOIN run ON run.id = run_id
                 WHERE (cell = ?1 OR step_id = ?1)
                   AND run_id = (SELECT MAX(run_id) FROM run_cell WHERE cell = ?1 OR step_id = ?1)
                UNION
                SELECT run_id, workflow, cell, step_id, named.step, named.key_hex, state, ordinal
                  FROM (SELECT key_hex, step FROM record WHERE key_hex LIKE ?2
                        UNION
                        SELECT key_hex, step FROM run_cell WHERE key_hex LIKE ?2) AS named
                  LEFT JOIN run_cell AS its
                         ON its.key_hex = named.key_hex
                        AND run_id = (SELECT MAX(run_id) FROM run_cell WHERE key_hex = named.key_hex)
                  LEFT JOIN run ON run.id = run_id
                 ORDER BY run_id DESC, ordinal, key_hex
                """;
        List<CellHit> hits = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, prefixOrName, keyPattern(prefixOrName));
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                hits.add(hit(rows));
            }
        }
        return hits;
    }

    /** How many records the index has. */
    long records() throws SQLException {
        try (PreparedStatement statement = prepare("SELECT COUNT(*) FROM record");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<String> documents(String sql, Object... arguments) throws SQLException {
        List<String> documents = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                documents.add(rows.getString(1));
            }
        }
        return documents;
    }

    private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement;
        } catch (SQLException failure) {
            statement.close();
            throw failure;
        }
    }

    /** No key is like an empty one. */
    private static String keyPattern(String text) {
        String hex = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
        return KEY_START.matcher(hex).matches() ? hex + "%" : "";
    }

    private static RunSummary summary(ResultSet row) throws SQLException {
        return new RunSummary(
                row.getString("id"),
                row.getString("workflow"),
                row.getObject("started", OffsetDateTime.class).toInstant(),
                row.getString("outcome"),
                RunSummary.counts(row.getString("states")));
    }

    private static CellHit hit(ResultSet row) throws SQLException {
        String key = row.getString("key_hex");
        return new CellHit(
                row.getString("run_id"),
                orEmpty(row.getString("workflow")),
                orEmpty(row.getString("cell")),
                orEmpty(row.getString("step_id")),
                orEmpty(row.getString("step")),
                key == null ? null : new Digest(key),
                orEmpty(row.getString("state")));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
