package dev.retrace.cache;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.disk.StoredFile;
import dev.retrace.cache.process.Holder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * What runs did: a folder for each, with its record and its reports. While a run goes on, what became
 * of single cells is appended beside its record: of a long sweep the record is large.
 */
public final class RunHistory {

    /** UTC, to the second. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final Pattern ID = Pattern.compile("\\d{8}-\\d{6}-[0-9a-f]{4}");

    /** What four hexadecimal digits tell apart. */
    private static final int PER_SECOND = 1 << 16;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final String PROCESS = "process.json";
    private static final String PIN = "pinned";

    /** How long a run on another machine, of which only its files can be seen, is taken to live. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private final StoreLayout layout;
    private final AtomicFiles files;

    RunHistory(StoreLayout layout, AtomicFiles files) {
        this.layout = layout;
        this.files = files;
    }

    /**
     * A fresh id, whose folder exists from now on. It is the time; the last four digits are the
     * fraction of the second, so that ids sort, or the next free ones.
     */
    public String newId(Instant started) throws IOException {
        String id = newIdOfMoment(started);
        Files.write(layout.runs().resolve(id).resolve(PROCESS), Lease.write(Holder.current(id)));
        return id;
    }

    /** The same for a run that is over before anybody could ask which process is at it. */
    public String newIdOfMoment(Instant started) throws IOException {
        files.temporary(); // refuses where nothing may be written
        Files.createDirectories(layout.runs());
        int fraction = (int) ((long) started.get(ChronoField.NANO_OF_SECOND) * PER_SECOND / NANOS_PER_SECOND);
        for (int attempt = 0; attempt < PER_SECOND; attempt++) {
            String id = "%s-%04x".formatted(TIME.format(started), (fraction + attempt) % PER_SECOND);
            if (isNew(layout.runs().resolve(id))) {
                return id;
            }
        }
        throw new IllegalStateException("65536 runs began in one second, at " + started);
    }

    /** Where a run's record and reports lie. */
    public Path folder(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "a run's id looks like 20261121-093000-0a1b, but was given '" + id + "'");
        }
        return layout.runs().resolve(id);
    }

    /** Remembers a run, in place of what was remembered of it before. */
    public void write(RunRecord run) throws IOException {
        files.replace(file(run.id()), run.toJson().getBytes(StandardCharsets.UTF_8));
        Files.deleteIfExists(news(run.id()));
    }

    /** Adds cells to a run that is remembered, or says what became of some; one writer at a time. */
    public void append(String id, Collection<RunCell> cells) throws IOException {
        StringBuilder lines = new StringBuilder();
        cells.forEach(cell -> lines.append(CanonicalJson.write(cell.toTree())).append('\n'));
        files.append(news(id), lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Puts a file into a run's folder, whole or not at all, in place of one that was there.
     *
     * @param name of the file, without folders
     * @return where it lies
     */
    public Path write(String id, String name, byte[] content) throws IOException {
        Path file = folder(id).resolve(name);
        files.replace(file, content);
        return file;
    }

    /** What is remembered of a run; nothing if it was killed before it could write. */
    public Optional<RunRecord> read(String id) throws IOException {
        try {
            List<RunCell> news = readNews(id); // first: when the record is whole they are deleted
            return Optional.of(RunRecord.fromJson(Files.readString(file(id)))).map(run -> run.with(news));
        } catch (NoSuchFileException never) {
            return Optional.empty();
        } catch (IllegalArgumentException broken) {
            throw new IOException(
                    "%s: %s; delete it, nothing depends on it".formatted(file(id), broken.getMessage()), broken);
        }
    }

    /** All runs, the newest first. */
    public List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        if (!Files.isDirectory(layout.runs())) {
            return ids;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(layout.runs())) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                if (ID.matcher(name).matches()) {
                    ids.add(name);
                }
            }
        }
        ids.sort(Comparator.reverseOrder());
        return ids;
    }

    /** Up to a line that a kill or a lost machine has left in pieces. */
    private List<RunCell> readNews(String id) throws IOException {
        List<RunCell> news = new ArrayList<>();
        try {
            for (String line : Files.readString(news(id)).lines().toList()) {
                news.add(RunCell.fromTree(CanonicalJson.read(line)));
            }
        } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException | JacksonException end) {
            return news;
        }
        return news;
    }

    /**
     * When a run began, by the clock of the file system; nothing if it has ended. Of one on another
     * machine only its files are known: it counts as ended once they say so, or are a week old.
     */
    public Optional<Instant> aliveSince(String id, Instant now) throws IOException {
        Optional<StoredFile> process = StoredFile.of(folder(id).resolve(PROCESS));
        if (process.isEmpty() || hasEnded(id)) {
            return Optional.empty();
        }
        Holder holder = Lease.parse(Files.readAllBytes(process.get().path()));
        boolean alive = switch (holder.process().verdict()) {
            case ALIVE -> true;
            case DEAD -> false;
            case UNKNOWN -> lastChange(id).isAfter(now.minus(PATIENCE));
        };
        return alive ? process.map(StoredFile::touched) : Optional.empty();
    }

    private boolean hasEnded(String id) {
        try {
            return read(id).filter(run -> run.finished() != null).isPresent();
        } catch (IOException unreadable) {
            return false;
        }
    }

    private Instant lastChange(String id) throws IOException {
        Instant last = Instant.MIN;
        for (Path path : StoredFile.list(folder(id))) {
            Optional<StoredFile> file = StoredFile.of(path);
            last = file.isPresent() && file.get().touched().isAfter(last)
                    ? file.get().touched()
                    : last;
        }
        return last;
    }

    /** Whether no collection may take what this run rests on, however old it is. */
    public boolean pinned(String id) {
        return Files.exists(folder(id).resolve(PIN));
    }

    /** Pins a run, or takes the pin away. */
    public void pin(String id, boolean pinned) throws IOException {
        if (pinned) {
            write(id, PIN, new byte[0]);
        } else {
            files.temporary(); // refuses where nothing may be written
            Files.deleteIfExists(folder(id).resolve(PIN));
        }
    }

    /**
     * Puts a complete file into a run's folder, unless one is there; the first wins.
     *
     * @param name of the file in the folder
     * @param complete on the store's file system; it is gone afterwards
     */
    public void add(String id, String name, Path complete) throws IOException {
        Path target = folder(id).resolve(name).normalize();
        if (!target.startsWith(folder(id)) || target.equals(folder(id))) {
            throw new IllegalArgumentException("'" + name + "' is no file in the folder of the run " + id);
        }
        files.publish(complete, target);
    }

    private static boolean isNew(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    private Path file(String id) {
        return folder(id).resolve("run.json");
    }

    private Path news(String id) {
        return folder(id).resolve("run.jsonl");
    }
}
