package dev.retrace.steps.weights;

import dev.retrace.engine.step.StepException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one pickle as {@code torch.save} writes it (protocol 2), and executes nothing.
 *
 * <p>A pickle is a program that can name and call any function of Python. Here a name is a word that
 * {@link TorchSymbols} knows or refuses, a call is a question to it, and an operation that no state
 * dictionary needs is refused by its name. Lengths are checked before anything is allocated, and the
 * number of operations is bounded, so memory stays a small multiple of the pickle.
 *
 * <p>Accumulates a stack and a memo; of one use.
 */
final class Pickle {

    private static final int MAX_OPERATIONS = 2_000_000;
    private static final int MAX_LINE = 200;

    private final Path file;
    private final ByteBuffer in;
    private final TorchSymbols symbols;
    private final List<Pickled> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Integer, Pickled> memo = new HashMap<>();

    /** @param in positioned at the pickle; afterwards behind it */
    Pickle(Path file, ByteBuffer in) {
        this.file = file;
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
        this.symbols = new TorchSymbols(file);
    }

    /**
     * The value that the pickle describes.
     *
     * @throws StepException if it is damaged, or asks for anything but the description of tensors
     */
    Pickled load() {
        try {
            for (int operations = 0; operations < MAX_OPERATIONS; operations++) {
                int at = in.position();
                int code = in.get() & 0xff;
                PickleCode operation = PickleCode.of(code);
                if (operation == PickleCode.STOP) {
                    Pickled value = pop();
                    if (!stack.isEmpty() || !marks.isEmpty()) {
                        throw broken("ends with values left over");
                    }
                    return value;
                }
                if (operation == null || !(constant(operation) || container(operation) || object(operation))) {
                    throw TensorFile.damaged(
                            file,
                            "its pickle asks at byte " + at + " for the operation " + PickleCode.nameOf(code)
                                    + ", which no plain state dictionary needs and which could run code");
                }
            }
        } catch (BufferUnderflowException end) {
            throw broken("is cut short");
        }
        throw broken("has more than " + MAX_OPERATIONS + " operations");
    }

    private boolean constant(PickleCode operation) {
        switch (operation) {
            case PROTO -> protocol();
            case NONE -> stack.add(new Pickled.Plain("None"));
            case NEWTRUE, NEWFALSE -> stack.add(new Pickled.Plain("true or false"));
            case BININT -> stack.add(new Pickled.Whole(in.getInt()));
            case BININT1 -> stack.add(new Pickled.Whole(in.get() & 0xff));
            case BININT2 -> stack.add(new Pickled.Whole(in.getShort() & 0xffff));
            case LONG1 -> stack.add(whole(in.get() & 0xff));
            case BINFLOAT -> {
                in.getDouble();
                stack.add(new Pickled.Plain("a fraction"));
            }
            case BINUNICODE -> stack.add(text(in.getInt()));
            case SHORT_BINSTRING -> stack.add(text(in.get() & 0xff));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(PickleCode operation) {
        switch (operation) {
            case MARK -> marks.push(stack.size());
            case EMPTY_TUPLE -> stack.add(new Pickled.Tuple(List.of()));
            case TUPLE -> stack.add(new Pickled.Tuple(sinceMark()));
            case TUPLE1 -> stack.add(new Pickled.Tuple(last(1)));
            case TUPLE2 -> stack.add(new Pickled.Tuple(last(2)));
            case TUPLE3 -> stack.add(new Pickled.Tuple(last(3)));
            case EMPTY_LIST -> stack.add(new Pickled.Items());
            case APPEND -> append(last(1));
            case APPENDS -> append(sinceMark());
            case EMPTY_DICT -> stack.add(new Pickled.Dictionary());
            case SETITEM -> set(last(2));
            case SETITEMS -> set(sinceMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean object(PickleCode operation) {
        switch (operation) {
            case BINPUT -> memo.put(in.get() & 0xff, top());
            case LONG_BINPUT -> memo.put(in.getInt(), top());
            case BINGET -> stack.add(remembered(in.get() & 0xff));
            case LONG_BINGET -> stack.add(remembered(in.getInt()));
            case GLOBAL -> stack.add(symbols.named(line() + "." + line()));
            case REDUCE -> {
                List<Pickled> call = last(2);
                stack.add(symbols.called(call.get(0), call.get(1)));
            }
            case BINPERSID -> stack.add(symbols.storage(pop()));
            case BUILD -> {
                pop(); // attributes of the dictionary, such as the versions of its modules
                if (!(top() instanceof Pickled.Dictionary)) {
                    throw broken("sets attributes of " + top().kind() + ", which only a dictionary may have");
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void protocol() {
        int version = in.get() & 0xff;
        if (version != 2) {
            throw broken("is of protocol " + version + ", but torch.save writes 2");
        }
    }

    private Pickled whole(int length) {
        if (length > Long.BYTES) {
            throw broken("holds a number of " + length + " bytes, but at most 8 are allowed");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            long part = in.get();
            value |= (i == length - 1 ? part : part & 0xff) << (Byte.SIZE * i); // the last byte has the sign
        }
        return new Pickled.Whole(value);
    }

    private Pickled text(int length) {
        if (length < 0 || length > in.remaining()) {
            throw broken("is cut short: a text claims " + Integer.toUnsignedString(length) + " bytes, but only "
                    + in.remaining() + " follow");
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return new Pickled.Text(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException notText) {
            throw broken("holds a text that is not UTF-8");
        }
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int letter = in.get(); letter != '\n'; letter = in.get()) {
            if (letter <= ' ' || letter > '~' || line.length() == MAX_LINE) {
                throw broken("names a class or function that is no name");
            }
            line.append((char) letter);
        }
        return line.toString();
    }

    private Pickled remembered(int index) {
        Pickled value = memo.get(index);
        if (value == null) {
            throw broken("refers to the value " + Integer.toUnsignedString(index) + ", which it never gave");
        }
        return value;
    }

    private void append(List<Pickled> items) {
        if (!(top() instanceof Pickled.Items list)) {
            throw broken("appends to " + top().kind());
        }
        list.items().addAll(items);
    }

    private void set(List<Pickled> items) {
        if (!(top() instanceof Pickled.Dictionary dictionary) || items.size() % 2 != 0) {
            throw broken("sets items of " + top().kind() + ", or a key without a value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            String key = key(items.get(i));
            if (dictionary.entries().put(key, items.get(i + 1)) != null) {
                throw broken("gives the key '" + key + "' twice");
            }
        }
    }

    private String key(Pickled key) {
        if (key instanceof Pickled.Text text) {
            return text.value();
        } else if (key instanceof Pickled.Whole number) {
            return Long.toString(number.value());
        }
        throw broken("has a dictionary whose key is " + key.kind() + ", but only texts and numbers are allowed");
    }

    private Pickled top() {
        if (stack.size() <= bottom()) {
            throw broken("takes a value where there is none");
        }
        return stack.get(stack.size() - 1);
    }

    private Pickled pop() {
        Pickled top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    /** The last so many values, taken from the stack. */
    private List<Pickled> last(int count) {
        if (stack.size() - bottom() < count) {
            throw broken("takes a value where there is none");
        }
        List<Pickled> last = stack.subList(stack.size() - count, stack.size());
        List<Pickled> taken = List.copyOf(last);
        last.clear();
        return taken;
    }

    private List<Pickled> sinceMark() {
        if (marks.isEmpty()) {
            throw broken("closes what it never opened");
        }
        int count = stack.size() - bottom();
        List<Pickled> taken = last(count);
        marks.pop();
        return taken;
    }

    /** Values below the last mark are out of reach. */
    private int bottom() {
        return marks.isEmpty() ? 0 : marks.getFirst();
    }

    private StepException broken(String what) {
        return TensorFile.damaged(file, "its pickle " + what);
    }
}
