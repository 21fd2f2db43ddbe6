package dev.retrace.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedMap;

/** Publishes work until it is killed. Arguments: the store, and a number that no other loop has. */
public final class PublishingLoop {

    private PublishingLoop() {}

    public static void main(String[] arguments) throws IOException {
        Store store = Store.open(Path.of(arguments[0]));
        Random random = new Random(Long.parseLong(arguments[1]));
        for (int i = 0; ; i++) {
            String document = Work.document("loop " + arguments[1], i);
            try (Lease lease = store.leases().acquire(Digest.of(document)).orElseThrow()) {
                byte[] bytes = new byte[random.nextInt(300_000)];
                random.nextBytes(bytes);
                Path scratch = store.newScratch();
                Path file = Files.write(scratch.resolve("table"), bytes);
                SortedMap<String, Artifact> outputs =
                        Work.outputs(store.content().move(file));
                random.nextBytes(bytes);
                outputs.put("second", store.content().put(bytes));
                store.actions().publish(Work.record(document, outputs, Work.NOON));
                Files.delete(scratch);
                System.out.println(lease.key());
            }
        }
    }
}
