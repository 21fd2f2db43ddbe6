package dev.retrace.cache.process;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A process, named so that others can tell whether it still lives.
 *
 * @param host the machine's name; in a container with process ids of its own followed by that id
 *     space, since process ids can only be compared within one
 * @param bootId differs after each start of the machine
 * @param pid process id
 * @param start when the process started, in the system's own unit: with it a reused process id is
 *     recognised
 */
public record ProcessIdentity(String host, String bootId, long pid, long start) {

    /** What can be said at once about a process. */
    public enum Verdict {
        ALIVE,
        DEAD,
        /** It runs on another machine; only its heartbeat can tell. */
        UNKNOWN
    }

    /** The inode that Linux gives the machine's first process id space. */
    private static final String FIRST_PID_SPACE = "pid:[4026531836]";

    private static final ProcessIdentity CURRENT = find();

    /** This process. */
    public static ProcessIdentity current() {
        return CURRENT;
    }

    /** Whether the process lives, as far as this one can tell without waiting. */
    public Verdict verdict() {
        if (!host.equals(CURRENT.host)) {
            return Verdict.UNKNOWN;
        }
        if (!bootId.equals(CURRENT.bootId)) {
            return Verdict.DEAD;
        }
        OptionalLong found = startOf(pid);
        return found.isPresent() && found.getAsLong() == start ? Verdict.ALIVE : Verdict.DEAD;
    }

    private static ProcessIdentity find() {
        long pid = ProcessHandle.current().pid();
        String boot = line(Path.of("/proc/sys/kernel/random/boot_id"), "unknown");
        return new ProcessIdentity(
                hostName() + pidSpace(), boot, pid, startOf(pid).orElse(0));
    }

    private static String hostName() {
        String known = line(Path.of("/proc/sys/kernel/hostname"), "");
        if (!known.isEmpty()) {
            return known;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException unnamed) {
            return "localhost";
        }
    }

    private static String pidSpace() {
        try {
            String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return space.equals(FIRST_PID_SPACE) ? "" : "." + space.replaceAll("\\D", "");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return "";
        }
    }

    private static String line(Path file, String otherwise) {
        try {
            return Files.readString(file).strip();
        } catch (IOException absent) {
            return otherwise;
        }
    }

    /**
     * When the living process with this id started. On Linux in ticks since the boot, since the wall
     * clock time that Java computes from it shifts when the clock is set. A zombie is not living.
     */
    private static OptionalLong startOf(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String line = Files.readString(stat);
            // proc(5): the name in parentheses may hold anything; the state is field 3, the start 22
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            boolean gone = fields[0].equals("Z") || fields[0].equals("X");
            return gone ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[19]));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException notLinux) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .map(process -> process.info().startInstant())
                    .map(instant ->
                            OptionalLong.of(instant.map(Instant::toEpochMilli).orElse(0L)))
                    .orElse(OptionalLong.empty());
        }
    }
}
