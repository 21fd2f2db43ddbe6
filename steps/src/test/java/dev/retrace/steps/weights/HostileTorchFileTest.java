package dev.retrace.steps.weights;

import static dev.retrace.steps.weights.TorchFiles.start;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files made to do harm, and damaged ones: each is refused with its reason. */
class HostileTorchFileTest {

    private static final long[] NONE = {};

    @TempDir
    private Path folder;

    private TorchFiles files;

    @BeforeEach
    void aFolder() {
        files = new TorchFiles(folder);
    }

    @ParameterizedTest
    @MethodSource
    void hostilePicklesAreRefusedByName(String words, PickleBytes pickle) throws IOException {
        byte[] zip = new StoredZip()
                .entry("x/data.pkl", pickle.bytes())
                .entry("x/data/0", new byte[12])
                .bytes();

        assertRefused(words, zip);
    }

    static Stream<Arguments> hostilePicklesAreRefusedByName() {
        return Stream.of(
                Arguments.of("asks for 'os.system'", start().global("os", "system")),
                Arguments.of("asks for 'builtins.eval'", start().global("builtins", "eval")),
                Arguments.of("asks for 'torch.load'", start().global("torch", "load")),
                Arguments.of(
                        "asks for 'torch._utils._rebuild_tensor_v3'",
                        start().global("torch._utils", "_rebuild_tensor_v3")),
                Arguments.of("is no name", start().global("a b", "c")),
                Arguments.of("is no name", start().global("x".repeat(300), "c")),
                Arguments.of("the operation INST (0x69)", start().op(PickleCode.INST)),
                Arguments.of("the operation STACK_GLOBAL (0x93)", start().op(PickleCode.STACK_GLOBAL)),
                Arguments.of("the operation NEWOBJ (0x81)", start().op(PickleCode.NEWOBJ)),
                Arguments.of("the operation EXT1 (0x82)", start().op(PickleCode.EXT1)),
                Arguments.of("the operation that no pickle has (0xff)", start().raw(0xff)),
                Arguments.of(
                        "is of protocol 4",
                        new PickleBytes().op(PickleCode.PROTO).raw(4)),
                Arguments.of(
                        "calls a text with a tuple", start().text("f").tuple().op(PickleCode.REDUCE)),
                Arguments.of(
                        "calls the name torch.FloatStorage with a tuple",
                        start().global("torch", "FloatStorage").tuple().op(PickleCode.REDUCE)),
                Arguments.of(
                        "calls collections.OrderedDict with what torch.save never gives it",
                        start().global("collections", "OrderedDict").tuple(1).op(PickleCode.REDUCE)),
                Arguments.of(
                        "calls torch._utils._rebuild_tensor_v2 with what",
                        start().global("torch._utils", "_rebuild_tensor_v2")
                                .tuple(1, 2, 3, 4)
                                .op(PickleCode.REDUCE)),
                Arguments.of("sets attributes of a tuple", start().tuple().op(PickleCode.NONE, PickleCode.BUILD)),
                Arguments.of(
                        "appends to a dictionary",
                        start().op(PickleCode.EMPTY_DICT, PickleCode.NONE, PickleCode.APPEND)),
                Arguments.of("takes a value where there is none", start().op(PickleCode.APPEND)),
                Arguments.of(
                        "takes a value where there is none",
                        start().op(PickleCode.NONE, PickleCode.MARK, PickleCode.TUPLE1)),
                Arguments.of("closes what it never opened", start().op(PickleCode.TUPLE)),
                Arguments.of(
                        "refers to the value 7", start().op(PickleCode.BINGET).raw(7)),
                Arguments.of(
                        "is cut short: a text claims 4294967295",
                        start().op(PickleCode.BINUNICODE).raw(255, 255, 255, 255)),
                Arguments.of(
                        "is cut short: a text claims 2147483647",
                        start().op(PickleCode.BINUNICODE).raw(255, 255, 255, 127)),
                Arguments.of("not UTF-8", start().op(PickleCode.SHORT_BINSTRING).raw(1, 0xff)),
                Arguments.of(
                        "a number of 200 bytes", start().op(PickleCode.LONG1).raw(200)),
                Arguments.of("is cut short", start()),
                Arguments.of("values left over", start().op(PickleCode.NONE, PickleCode.NONE, PickleCode.STOP)),
                Arguments.of(
                        "goes on after its end", start().op(PickleCode.EMPTY_DICT, PickleCode.STOP, PickleCode.NONE)),
                Arguments.of(
                        "whose key is a tuple",
                        start().op(PickleCode.EMPTY_DICT).tuple().op(PickleCode.NONE, PickleCode.SETITEM)),
                Arguments.of("gives the key 'a' twice", twice()),
                Arguments.of(
                        "it holds a list, but weights are a dictionary",
                        start().op(PickleCode.EMPTY_LIST, PickleCode.STOP)),
                Arguments.of(
                        "describes a storage in a way", start().text("storage").op(PickleCode.BINPERSID)),
                Arguments.of("describes a storage in a way", start().storage("FloatStorage", "0", -1)),
                Arguments.of("it holds a number under the name 'w'", holding(new PickleBytes().whole(3))),
                Arguments.of("no such storage", holding(new PickleBytes().tensor("1", 3, 0, NONE, NONE))),
                Arguments.of(
                        "of 4 × F32, but the file has 12 bytes",
                        holding(new PickleBytes().tensor("0", 4, 0, NONE, NONE))),
                Arguments.of("reaches out of its storage of 3", holding(tensor(2, 2, 1))),
                Arguments.of("reaches out of its storage of 3", holding(tensor(0, 3, 2))),
                Arguments.of("reaches out of its storage of 3", holding(tensor(Long.MAX_VALUE, 1, 1))),
                Arguments.of("reaches out of its storage of 3", holding(tensor(-1, 1, 1))),
                Arguments.of("too large for any file", holding(tensor(0, Long.MAX_VALUE, Long.MAX_VALUE))),
                Arguments.of("must not share places", holding(tensor(0, 1L << 40, 0))),
                Arguments.of("what torch.save never gives it", holding(tensor(0, -3, 1))),
                Arguments.of("what torch.save never gives it", holding(tensor(0, 3, -1))),
                Arguments.of(
                        "has 2 dimensions and 1 strides",
                        holding(new PickleBytes().tensor("0", 3, 0, new long[] {1, 3}, new long[] {1}))));
    }

    /** A list that holds itself, and one value told over and over: neither is walked into. */
    @Test
    void circlesAndRepetitionsCostNothing() throws IOException {
        PickleBytes circle =
                start().op(PickleCode.EMPTY_LIST, PickleCode.BINPUT).raw(0);
        circle.op(PickleCode.BINGET).raw(0).op(PickleCode.APPEND);
        for (int i = 0; i < 100; i++) {
            circle.op(PickleCode.BINPUT).raw(1).op(PickleCode.BINGET).raw(1).op(PickleCode.TUPLE2);
            circle.op(PickleCode.NONE, PickleCode.TUPLE2);
        }
        circle.op(PickleCode.STOP);

        assertRefused(
                "it holds a tuple",
                new StoredZip().entry("x/data.pkl", circle.bytes()).bytes());
    }

    @Test
    void bombsOfOperationsAreRefused() throws IOException {
        byte[] bomb = new byte[2_000_001];
        Arrays.fill(bomb, (byte) PickleCode.MARK.code());

        assertRefused(
                "more than 2000000 operations",
                new StoredZip().entry("x/data.pkl", bomb).bytes());
    }

    @Test
    void archivesThatAreNoneOfTorchAreRefused() throws IOException {
        byte[] pickle = start().op(PickleCode.EMPTY_DICT, PickleCode.STOP).bytes();

        assertRefused("without data.pkl", new StoredZip().entry("x/y", pickle).bytes());
        assertRefused(
                "without data.pkl", new StoredZip().entry("data.pkl", pickle).bytes());
        assertRefused(
                "data.pkl twice",
                new StoredZip()
                        .entry("x/data.pkl", pickle)
                        .entry("y/data.pkl", pickle)
                        .bytes());
        assertRefused(
                "is compressed or encrypted",
                new StoredZip().deflated("x/data.pkl", pickle).bytes());
        assertRefused(
                "byteorder is not 'little'",
                new StoredZip()
                        .entry("x/data.pkl", pickle)
                        .entry("x/byteorder", new byte[] {'b', 'i', 'g'})
                        .bytes());
    }

    @Test
    void archivesWhoseDirectoryLiesAreRefused() throws IOException {
        byte[] zip = Files.readAllBytes(files.resource("zip.bin"));
        int end = zip.length - 22;
        int directory = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(end + 16);
        int second = directory + 46 + "archive/data.pkl".length();

        assertRefused("it is cut short", Arrays.copyOf(zip, zip.length - 1));
        assertRefused("which is no place in the file", with(zip, end + 12, 0x7fffffff));
        assertRefused("which is no place in the file", with(zip, end + 16, 0x7fffffff));
        assertRefused("lacks the record of a large archive", with(zip, end + 16, -1));
        assertRefused("claims 65534 entries", with(zip, end + 8, 0xfffefffe));
        assertRefused("overlaps another", with(zip, second + 42, 10));
        assertRefused("has two sizes", with(zip, directory + 24, 1 << 20));
        assertRefused("is cut short", with(with(zip, directory + 20, 1 << 20), directory + 24, 1 << 20));
        assertRefused("is not where its directory says", with(zip, directory + 46, 0));
        assertRefused("directory is damaged", with(zip, second, 0));
    }

    @Test
    void oldFilesThatAreCutShortAreRefused() throws IOException {
        byte[] legacy = Files.readAllBytes(files.resource("legacy.bin"));

        for (int length = 15; length < legacy.length; length += 3) {
            assertRefused("cut short", Arrays.copyOf(legacy, length));
        }
        assertRefused("its storages end at byte " + legacy.length, Arrays.copyOf(legacy, legacy.length + 1));
    }

    private static PickleBytes twice() {
        PickleBytes twice = start().op(PickleCode.EMPTY_DICT, PickleCode.MARK);
        return twice.text("a").op(PickleCode.NONE).text("a").op(PickleCode.NONE, PickleCode.SETITEMS);
    }

    private static PickleBytes tensor(long offset, long size, long stride) {
        return new PickleBytes().tensor("0", 3, offset, new long[] {size}, new long[] {stride});
    }

    private static PickleBytes holding(PickleBytes value) {
        byte[] bytes = TorchFiles.dictionary(value);
        int[] raw = new int[bytes.length];
        Arrays.setAll(raw, i -> bytes[i]);
        return new PickleBytes().raw(raw);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return changed;
    }

    private void assertRefused(String words, byte[] bytes) throws IOException {
        Path file = files.write(bytes);

        StepException refused = assertThrows(StepException.class, () -> TensorFile.read(file));

        assertTrue(String.valueOf(refused.getMessage()).startsWith(file.toString()), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused::getMessage);
    }
}
