package dev.retrace.engine.step;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The machine and the Java that work ran on: provenance, never part of a key. */
public final class Machine {

    private Machine() {}

    /** Host, processor, cores, operating system and Java. */
    public static SortedMap<String, String> describe() {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("host", host());
        facts.put("processor", processor());
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return facts;
    }

    private static String host() {
        try {
            Path name = Path.of("/proc/sys/kernel/hostname"); // no look-up over the network
            return Files.isReadable(name)
                    ? Files.readString(name).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException unknown) {
            return "unknown";
        }
    }

    private static String processor() {
        try {
            Path cpus = Path.of("/proc/cpuinfo");
            return !Files.isReadable(cpus)
                    ? System.getProperty("os.arch")
                    : Files.readAllLines(cpus).stream()
                            .filter(line -> line.startsWith("model name"))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .findFirst()
                            .orElse(System.getProperty("os.arch"));
        } catch (IOException unknown) {
            return System.getProperty("os.arch");
        }
    }
}
