package dev.retrace.steps.weights;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** The numbers of small tensors, without the tensor engine. */
public final class TensorValues {

    private TensorValues() {}

    /**
     * Reads one tensor, in row-major order.
     *
     * @throws StepException if the file does not hold it, or holds it in another precision or too large
     */
    public static float[] read(TensorFile file, String name) throws IOException {
        TensorFile.Entry entry = file.entry(name);
        if (entry.type() != ElementType.F32 || !entry.isContiguous() || entry.bytes() > Integer.MAX_VALUE) {
            throw new StepException(file.file() + ": '" + name + "' is of type " + entry.type() + " with "
                    + entry.bytes() + " bytes, but must be of F32 with at most " + Integer.MAX_VALUE);
        }
        float[] values = new float[Math.toIntExact(entry.bytes() / Float.BYTES)];
        try (FileChannel channel = FileChannel.open(file.file(), StandardOpenOption.READ)) {
            if (channel.size() < entry.position() + entry.bytes()) {
                throw TensorFile.damaged(file.file(), "it became shorter since its header was read");
            }
            channel.map(FileChannel.MapMode.READ_ONLY, entry.position(), entry.bytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
        }
        return values;
    }
}
