package dev.retrace.cache.index;

import dev.retrace.cache.Digest;
import dev.retrace.cache.fault.FaultPoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database file of an index: opened by one process at a time, migrated when its stamp says so,
 * moved aside when it is broken.
 *
 * @param folder that holds the file
 */
record IndexDatabase(Path folder) {

    private static final String MIGRATIONS = "dev/retrace/cache/migration";

    /** All there are: the stamp is made of them. */
    static final List<String> VERSIONS = List.of("V1__index.sql", "V2__newest_runs.sql");

    private static final Duration PAUSE = Duration.ofMillis(20);

    /**
     * Connects, unless another process has the file for longer than {@code wait}, or the file can
     * neither be used nor replaced.
     */
    Optional<Connection> open(Duration wait) throws IOException {
        if (!IndexPlace.canBeInUrl(folder)) {
            log().warn("no index: a path with a semicolon, such as {}, cannot be told to H2", folder);
            return Optional.empty();
        }
        Files.createDirectories(folder);
        try {
            return connect(wait);
        } catch (SQLException | FlywayException broken) {
            log().warn("the index in {} is broken and is built again: {}", folder, broken.getMessage());
            moveAside();
        }
        try {
            return connect(wait);
        } catch (SQLException | FlywayException hopeless) {
            log().warn("no index: {} cannot hold one: {}", folder, hopeless.getMessage());
            return Optional.empty();
        }
    }

    /** Deletes all that the database holds. False if another process has it for longer than {@code wait}. */
    boolean erase(Duration wait) throws IOException {
        Files.createDirectories(folder);
        try {
            Optional<Connection> connection = await(wait);
            if (connection.isEmpty()) {
                return false;
            }
            try (Connection open = connection.get();
                    Statement statement = open.createStatement()) {
                Files.deleteIfExists(stamp());
                statement.execute("DROP ALL OBJECTS DELETE FILES");
            }
        } catch (SQLException broken) {
            moveAside();
        }
        return true;
    }

    private Optional<Connection> connect(Duration wait) throws IOException, SQLException {
        Optional<Connection> connection = await(wait);
        FaultPoint.INDEX_OPENED.reached();
        try {
            if (connection.isPresent() && !isMigrated(connection.get())) {
                migrate();
            }
        } catch (FlywayException | SQLException | IOException failure) {
            connection.get().close();
            throw failure;
        }
        return connection;
    }

    /** The stamp alone does not tell: to H2 a truncated file may be an empty database. */
    private boolean isMigrated(Connection connection) throws IOException, SQLException {
        if (!schema().equals(readStamp())) {
            return false;
        }
        try (ResultSet tables = connection.getMetaData().getTables(null, "PUBLIC", "RUN_CELL", null)) {
            return tables.next();
        }
    }

    private Optional<Connection> await(Duration wait) throws SQLException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            try {
                return Optional.of(org.h2.Driver.load().connect(url(), new Properties()));
            } catch (SQLException failure) {
                if (failure.getErrorCode() != ErrorCode.DATABASE_ALREADY_OPEN_1) {
                    throw failure;
                }
                if (System.nanoTime() >= deadline || !paused()) {
                    return Optional.empty();
                }
            }
        }
    }

    private static boolean paused() {
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs Flyway, which costs a second; the caller's connection keeps other processes out. */
    private void migrate() throws IOException {
        Flyway.configure(IndexDatabase.class.getClassLoader())
                .dataSource(url(), "", "")
                .loggers() // to nobody: its failures arrive as exceptions all the same
                .locations("classpath:" + MIGRATIONS)
                .ignoreMigrationPatterns(new String[0]) // a newer schema is broken to this version: build again
                .load()
                .migrate();
        FaultPoint.INDEX_MIGRATED.reached();
        Files.writeString(stamp(), schema());
    }

    private void moveAside() throws IOException {
        Files.deleteIfExists(stamp());
        try {
            Files.move(file(), folder.resolve("broken.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException neverThere) {
            // nothing to move
        }
    }

    /**
     * Without a trace file beside the database, without a hook that delays the end of a killed process,
     * and without compaction on closing, which costs most of a second and saves little: H2 reuses the
     * space of what was deleted all the same.
     */
    private String url() {
        return "jdbc:h2:file:" + folder.toAbsolutePath()
                + "/index;TRACE_LEVEL_FILE=0;DB_CLOSE_ON_EXIT=FALSE;MAX_COMPACT_TIME=0";
    }

    private Path file() {
        return folder.resolve("index.mv.db");
    }

    private Path stamp() {
        return folder.resolve("schema");
    }

    private String readStamp() throws IOException {
        return Files.exists(stamp()) ? Files.readString(stamp(), StandardCharsets.ISO_8859_1) : "";
    }

    /** Names the schema that the migrations lead to. */
    private static String schema() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String version : VERSIONS) {
            try (InputStream migration =
                    IndexDatabase.class.getClassLoader().getResourceAsStream(MIGRATIONS + "/" + version)) {
                if (migration == null) {
                    throw new IllegalStateException("the migration " + version + " is not in the jar");
                }
                all.append(Digest.of(migration.readAllBytes())).append('\n');
            }
        }
        return all.toString();
    }

    /** Asked for when there is something to say: to set logging up takes longer than most commands. */
    private static Logger log() {
        return LoggerFactory.getLogger(IndexDatabase.class);
    }
}
