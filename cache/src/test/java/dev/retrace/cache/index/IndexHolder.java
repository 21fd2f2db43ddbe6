package dev.retrace.cache.index;

import dev.retrace.cache.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

/** Opens the index of the store that is its argument, says so, and has it until the end of its input. */
public final class IndexHolder {

    private IndexHolder() {}

    public static void main(String[] arguments) throws IOException {
        Store store = Store.open(Path.of(arguments[0]));
        try (Index index = Index.open(store, Duration.ZERO).orElseThrow()) {
            index.catchUp();
            System.out.println("holding");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
