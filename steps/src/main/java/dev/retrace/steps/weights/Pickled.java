package dev.retrace.steps.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value that a pickle describes; inert: a name of something in Python stays a name.
 *
 * <p>A hostile pickle can make a list its own element, so nothing here may walk into values of its own
 * accord: no {@code equals}, {@code hashCode} or {@code toString} of a container is ever called.
 */
sealed interface Pickled {

    /** What the value is, in a word for messages. */
    String kind();

    /** A text. */
    record Text(String value) implements Pickled {
        @Override
        public String kind() {
            return "a text";
        }
    }

    /** A whole number. */
    record Whole(long value) implements Pickled {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /** What no state dictionary needs, but is often stored beside one: true, false, None, a fraction. */
    record Plain(String kind) implements Pickled {}

    /** A tuple. */
    record Tuple(List<Pickled> items) implements Pickled {

        public Tuple {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a tuple";
        }
    }

    /** A list, filled as the pickle goes on. */
    record Items(List<Pickled> items) implements Pickled {

        Items() {
            this(new ArrayList<>(0));
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A dictionary, filled as the pickle goes on; its keys are texts, or numbers written out. */
    record Dictionary(Map<String, Pickled> entries) implements Pickled {

        Dictionary() {
            this(new LinkedHashMap<>(0));
        }

        @Override
        public String kind() {
            return "a dictionary";
        }
    }

    /** The name of a class or function that may be named. */
    record Symbol(String name) implements Pickled {
        @Override
        public String kind() {
            return "the name " + name;
        }
    }

    /**
     * The place of numbers that tensors share.
     *
     * @param type of the elements
     * @param key the name of its bytes
     * @param elements how many there are under that key
     * @param from the first element that is seen, 0 but for a view
     * @param seen how many are
     */
    record Storage(ElementType type, String key, long elements, long from, long seen) implements Pickled {
        @Override
        public String kind() {
            return "a storage";
        }
    }

    /**
     * A tensor.
     *
     * @param storage that holds its elements
     * @param offset of the first one, in elements
     */
    record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) implements Pickled {

        public Tensor {
            shape = List.copyOf(shape);
            strides = List.copyOf(strides);
        }

        @Override
        public String kind() {
            return "a tensor";
        }
    }
}
