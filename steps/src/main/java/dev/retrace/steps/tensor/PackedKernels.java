package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.retrace.steps.cuda.Arguments;
import dev.retrace.steps.cuda.CudaDevice;
import dev.retrace.steps.cuda.CudaModule;
import dev.retrace.steps.cuda.CudaModule.Blocks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Launches kernels over packed rows, most of which take a block for a row and some channels. */
final class PackedKernels {

    static final int THREADS = 128;
    static final int NORM_THREADS = 256;
    static final int WARP = 32;

    /** Tables of row lengths that stay on the device: the kernels of a layer, or of all, use the same. */
    private static final int KEPT = 8;

    private static final String NUMBERS = text("numbers.cu");
    private static final String MAMBA = NUMBERS + text("mamba.cu");

    /** Of {@link FusedMixing}. */
    static final String MIXING = NUMBERS + text("mixing.cu");

    private final CudaDevice device;
    private final NDManager owner;
    private final ThreadLocal<Map<Packing, Tables>> kept =
            ThreadLocal.withInitial(() -> new LinkedHashMap<>(2 * KEPT, 1, true)); // by identity

    /** A packing on the device. */
    private record Tables(NDArray lengths, NDArray offsets) {}

    /** @param owner on the device, for as long as the process lives */
    PackedKernels(CudaDevice device, NDManager owner) {
        this.device = device;
        this.owner = owner;
    }

    CudaDevice device() {
        return device;
    }

    /** Begins the arguments of a kernel over packed rows: their lengths, and where their steps begin. */
    Arguments begin(Packing packing) {
        Tables tables = tables(packing);
        return Arguments.begin().of(tables.lengths).of(tables.offsets);
    }

    /** Where the steps of a packing begin, on the device. */
    NDArray offsets(Packing packing) {
        return tables(packing).offsets;
    }

    private Tables tables(Packing packing) {
        Map<Packing, Tables> known = kept.get();
        Tables tables = known.get(packing);
        if (tables == null) {
            tables = new Tables(own(packing.lengths()), own(packing.offsets()));
            if (known.size() == KEPT) {
                Packing oldest = known.keySet().iterator().next();
                Tables gone = Objects.requireNonNull(known.remove(oldest));
                gone.lengths.close();
                gone.offsets.close();
            }
            known.put(packing, tables);
        }
        return tables;
    }

    private NDArray own(int[] values) {
        return Scoped.value(() -> Scoped.hand(device.tensor(owner, values), owner));
    }

    /** Launches a kernel with a block for each row and some channels. */
    void launch(String kernel, Packing packing, Variant variant, int inner, Arguments arguments) {
        launch(kernel, variant.code(THREADS), new Blocks(packing.rows(), (inner + THREADS - 1) / THREADS), arguments);
    }

    /** Launches a kernel with these blocks. */
    void launch(String kernel, Code code, Blocks blocks, Arguments arguments) {
        if (blocks.x() > 0 && blocks.y() > 0) {
            module(code).launch(kernel, blocks, THREADS, arguments);
        }
    }

    /** Launches a kernel with a block for each line. */
    void launch(String kernel, long lines, DataType type, Arguments arguments) {
        if (lines > 0) {
            module(new Variant(1, 1, type).code(NORM_THREADS))
                    .launch(kernel, new Blocks(Math.toIntExact(lines), 1), NORM_THREADS, arguments);
        }
    }

    /**
     * Kernels to be compiled.
     *
     * @param source CUDA C
     * @param definitions such as {@code N=16}
     */
    record Code(String source, List<String> definitions) {

        Code {
            definitions = List.copyOf(definitions);
        }
    }

    /**
     * What the kernels of {@code mamba.cu} are compiled for.
     *
     * @param n numbers in a channel's state
     * @param k width of the convolution
     * @param type of what comes from products and goes into them
     */
    record Variant(long n, long k, DataType type) {

        private Code code(int threads) {
            return new Code(
                    MAMBA,
                    List.of("N=" + n, "K=" + k, "NARROW=" + (type == DataType.FLOAT16 ? 1 : 0), "THREADS=" + threads));
        }
    }

    private CudaModule module(Code code) {
        return device.module(code.source(), code.definitions());
    }

    /** In one piece. */
    static NDArray dense(NDArray x) {
        return CudaDevice.isDense(x) ? x : TensorRows.contiguous(x);
    }

    static int width(NDArray table) {
        return Math.toIntExact(table.getShape().get(table.getShape().dimension() - 1));
    }

    private static String text(String name) {
        try (InputStream file = PackedKernels.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
