package dev.retrace.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Does the same work as others at the same time. Arguments: the store, a folder where each key leaves
 * a mark when it is computed, and a name. Starts at the end of its input.
 */
public final class RacingWorker {

    static final int KEYS = 150;

    private RacingWorker() {}

    public static void main(String[] arguments) throws IOException {
        Store store = Store.open(Path.of(arguments[0]));
        System.out.println("ready");
        System.in.transferTo(System.err);
        for (int i = 0; i < KEYS; i++) {
            computeOnce(store, i, Path.of(arguments[1]));
            winner(store, i, arguments[2]);
        }
    }

    /** Leaves a mark that fails if another has computed the same key. */
    private static void computeOnce(Store store, int number, Path marks) throws IOException {
        Digest key = Work.key("once", number);
        while (store.actions().find(key).isEmpty()) {
            try (Lease lease = store.leases().acquire(key).orElse(null)) {
                if (lease != null && store.actions().find(key).isEmpty()) {
                    Files.createFile(marks.resolve(key.hex()));
                    store.actions().publish(Work.record(store, "once", number, "the same for all"));
                }
            }
        }
    }

    /** Publishes without a lease, as a process that was taken for dead, and prints who won. */
    private static void winner(Store store, int number, String name) throws IOException {
        ActionRecord record = store.actions().publish(Work.record(store, "all", number, name));
        byte[] winner = store.content().read(record.output("table"));
        System.out.println(number + " " + new String(winner, StandardCharsets.UTF_8));
    }
}
