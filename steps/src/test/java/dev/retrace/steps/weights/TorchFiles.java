package dev.retrace.steps.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Files as torch writes them, or pretends to, in a folder. */
record TorchFiles(Path folder) {

    static PickleBytes start() {
        return new PickleBytes().protocol();
    }

    /** A dictionary with one entry, {@code w}. */
    static byte[] dictionary(PickleBytes value) {
        PickleBytes all = start().op(PickleCode.EMPTY_DICT).text("w");
        for (byte one : value.bytes()) {
            all.raw(one);
        }
        return all.op(PickleCode.SETITEM, PickleCode.STOP).bytes();
    }

    Path resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TorchFileTest.class.getResourceAsStream("/torch/" + name))) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("pytorch_model.bin"), bytes);
    }
}
