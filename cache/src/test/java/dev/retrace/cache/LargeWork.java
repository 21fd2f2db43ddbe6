package dev.retrace.cache;

import java.io.IOException;
import java.nio.file.Path;

/** Puts a megabyte into the store that is its argument. */
public final class LargeWork {

    private LargeWork() {}

    public static void main(String[] arguments) throws IOException {
        Store.open(Path.of(arguments[0])).content().put(new byte[1 << 20]);
    }
}
