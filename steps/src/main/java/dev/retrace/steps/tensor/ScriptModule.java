package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Functions that torch has and the Java engine lacks, written here in TorchScript and compiled by torch: an
 * archive as {@code torch.save} writes it, made in memory, of a class without weights.
 *
 * <p>Its language is the one in which torch stores scripts, {@code torch.add(x, y)} for {@code x + y}. The
 * functions may be called from several threads; their results cannot be differentiated.
 *
 * <p>Source: torch's documentation of its serialisation, {@code torch/csrc/jit/docs/serialization.md}.
 */
final class ScriptModule {

    /** Protocol 2; an object of the class, its state the empty dictionary. */
    private static final String OBJECT = "\u0080\u0002c__torch__\nFunctions\n)\u0081}b.";

    /** Protocol 2; the empty tuple. */
    private static final String NO_CONSTANTS = "\u0080\u0002).";

    private final PtSymbolBlock block;

    private ScriptModule(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * Compiles functions, which live as long as the process.
     *
     * @param functions methods whose first argument is {@code self}, indented by two spaces
     */
    static ScriptModule compile(String functions) {
        String source = "class Functions(Module):\n  __parameters__ = []\n  __buffers__ = []\n" + functions;
        PtNDManager owner = (PtNDManager) TorchEngine.newManager("cpu");
        try (ByteArrayInputStream archive = new ByteArrayInputStream(archive(source))) {
            return new ScriptModule(JniUtils.loadModule(owner, archive, false, false));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // in memory
        }
    }

    /**
     * Calls a function of tensors that gives a tensor or a tuple of them.
     *
     * @return copies that may be changed in place, of the caller's scope and of the first argument's manager
     */
    NDList call(String function, NDArray... arguments) {
        if (!arguments[0].getDevice().isGpu()) {
            return called(function, arguments);
        }
        // torch loads its linear algebra for GPUs at the first call, and fails if two threads make that call
        synchronized (ScriptModule.class) {
            return called(function, arguments);
        }
    }

    /**
     * Calls a function that overwrites its first argument and gives it back, on the CPU: what others give must be
     * copied.
     */
    void fill(String function, NDArray... arguments) {
        IValue[] given = given(arguments);
        try (IValue same = IValueUtils.runMethod(block, function, given)) {
            if (!same.isTensor()) {
                throw new IllegalStateException(function + " gives no tensor");
            }
        } finally {
            Arrays.stream(given).forEach(IValue::close);
        }
    }

    private NDList called(String function, NDArray... arguments) {
        PtNDManager owner = (PtNDManager) arguments[0].getManager();
        IValue[] given = given(arguments);
        try (IValue answer = IValueUtils.runMethod(block, function, given);
                NDList raw = answer.toNDList(owner)) {
            // torch gives tensors of its inference mode, which refuse to be changed
            return new NDList(raw.stream().map(NDArray::duplicate).toList());
        } finally {
            Arrays.stream(given).forEach(IValue::close);
        }
    }

    private static IValue[] given(NDArray... arguments) {
        return Stream.of(arguments)
                .map(argument -> IValue.from((PtNDArray) argument))
                .toArray(IValue[]::new);
    }

    private static byte[] archive(String source) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            store(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** As it is: torch reads no compressed entry. */
    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry("functions/" + name);
        CRC32 check = new CRC32();
        check.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(check.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
