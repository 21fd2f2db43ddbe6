package dev.retrace.steps.weights;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a pickle (Python's {@code pickletools}). Those that a state dictionary needs are
 * carried out; the others are known by name only, to be refused by it.
 */
enum PickleCode {
    PROTO(0x80),
    STOP('.'),
    MARK('('),
    NONE('N'),
    NEWTRUE(0x88),
    NEWFALSE(0x89),
    BININT('J'),
    BININT1('K'),
    BININT2('M'),
    LONG1(0x8a),
    BINFLOAT('G'),
    BINUNICODE('X'),
    SHORT_BINSTRING('U'),
    EMPTY_TUPLE(')'),
    TUPLE('t'),
    TUPLE1(0x85),
    TUPLE2(0x86),
    TUPLE3(0x87),
    EMPTY_LIST(']'),
    APPEND('a'),
    APPENDS('e'),
    EMPTY_DICT('}'),
    SETITEM('s'),
    SETITEMS('u'),
    BINGET('h'),
    LONG_BINGET('j'),
    BINPUT('q'),
    LONG_BINPUT('r'),
    GLOBAL('c'),
    REDUCE('R'),
    BUILD('b'),
    BINPERSID('Q'),

    INST('i'),
    OBJ('o'),
    NEWOBJ(0x81),
    NEWOBJ_EX(0x92),
    STACK_GLOBAL(0x93),
    EXT1(0x82),
    EXT2(0x83),
    EXT4(0x84),
    PERSID('P'),
    POP('0'),
    POP_MARK('1'),
    DUP('2'),
    FLOAT('F'),
    INT('I'),
    LONG('L'),
    LONG4(0x8b),
    STRING('S'),
    BINSTRING('T'),
    UNICODE('V'),
    SHORT_BINUNICODE(0x8c),
    BINUNICODE8(0x8d),
    BINBYTES('B'),
    SHORT_BINBYTES('C'),
    BINBYTES8(0x8e),
    BYTEARRAY8(0x96),
    NEXT_BUFFER(0x97),
    READONLY_BUFFER(0x98),
    DICT('d'),
    LIST('l'),
    EMPTY_SET(0x8f),
    ADDITEMS(0x90),
    FROZENSET(0x91),
    GET('g'),
    PUT('p'),
    MEMOIZE(0x94),
    FRAME(0x95);

    private static final int CODES = 256;
    private static final @Nullable PickleCode[] BY_CODE = new PickleCode[CODES];

    static {
        for (PickleCode operation : values()) {
            BY_CODE[operation.code] = operation;
        }
    }

    private final int code;

    PickleCode(int code) {
        this.code = code;
    }

    /** Its byte. */
    int code() {
        return code;
    }

    /** The operation of a byte, if it is one. */
    static @Nullable PickleCode of(int code) {
        return BY_CODE[code];
    }

    /** An operation in a message. */
    static String nameOf(int code) {
        PickleCode operation = BY_CODE[code];
        return (operation == null ? "that no pickle has" : operation.name())
                + String.format(Locale.ROOT, " (0x%02x)", code);
    }
}
