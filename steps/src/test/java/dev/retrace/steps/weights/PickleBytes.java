package dev.retrace.steps.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles, well-formed or not, operation by operation. */
public final class PickleBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Any operation without an argument, or any byte. */
    public PickleBytes op(PickleCode... operations) {
        for (PickleCode operation : operations) {
            raw(operation.code());
        }
        return this;
    }

    public PickleBytes raw(int... bytes) {
        for (int one : bytes) {
            out.write(one);
        }
        return this;
    }

    public PickleBytes protocol() {
        return op(PickleCode.PROTO).raw(2);
    }

    public PickleBytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op(PickleCode.BINUNICODE).raw(little(bytes.length, 4));
        out.writeBytes(bytes);
        return this;
    }

    public PickleBytes whole(long number) {
        return op(PickleCode.LONG1).raw(Long.BYTES).raw(little(number, Long.BYTES));
    }

    public PickleBytes tuple(long... numbers) {
        op(PickleCode.MARK);
        for (long number : numbers) {
            whole(number);
        }
        return op(PickleCode.TUPLE);
    }

    public PickleBytes global(String module, String name) {
        op(PickleCode.GLOBAL);
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A storage of so many elements. */
    public PickleBytes storage(String type, String key, long elements) {
        op(PickleCode.MARK).text("storage").global("torch", type).text(key).text("cpu");
        return whole(elements).op(PickleCode.TUPLE, PickleCode.BINPERSID);
    }

    /** A tensor in a float32 storage of so many elements. */
    public PickleBytes tensor(String key, long elements, long offset, long[] shape, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").op(PickleCode.MARK).storage("FloatStorage", key, elements);
        whole(offset).tuple(shape).tuple(strides).op(PickleCode.NEWFALSE);
        global("collections", "OrderedDict").op(PickleCode.EMPTY_TUPLE, PickleCode.REDUCE);
        return op(PickleCode.TUPLE, PickleCode.REDUCE);
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    private static int[] little(long number, int length) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
        int[] all = new int[length];
        for (int i = 0; i < length; i++) {
            all[i] = bytes[i];
        }
        return all;
    }
}
