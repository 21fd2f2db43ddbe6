package dev.retrace.steps.weights;

import dev.retrace.engine.step.StepException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of Python that a state dictionary may use, and what they stand for here. Nothing is looked
 * up by a name but in these two tables; a name that is in neither is refused.
 */
final class TorchSymbols {

    private static final String DICTIONARY = "collections.OrderedDict";
    private static final String SIZE = "torch.Size";
    private static final String TENSOR = "torch._utils._rebuild_tensor";
    private static final String TENSOR_2 = "torch._utils._rebuild_tensor_v2";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";

    private static final Set<String> CALLABLE = Set.of(DICTIONARY, SIZE, TENSOR, TENSOR_2, PARAMETER);

    private static final Map<String, ElementType> STORAGES = Map.of(
            "torch.FloatStorage", ElementType.F32,
            "torch.HalfStorage", ElementType.F16,
            "torch.BFloat16Storage", ElementType.BF16,
            "torch.DoubleStorage", ElementType.F64,
            "torch.LongStorage", ElementType.I64,
            "torch.IntStorage", ElementType.I32,
            "torch.ShortStorage", ElementType.I16,
            "torch.CharStorage", ElementType.I8,
            "torch.ByteStorage", ElementType.U8,
            "torch.BoolStorage", ElementType.BOOL);

    private static final int MAX_KEY = 100;

    private final Path file;

    TorchSymbols(Path file) {
        this.file = file;
    }

    /** A name that may be named. */
    Pickled named(String name) {
        if (!CALLABLE.contains(name) && !STORAGES.containsKey(name)) {
            throw TensorFile.damaged(
                    file,
                    "its pickle asks for '" + name + "', which no plain state dictionary needs and which could run"
                            + " code");
        }
        return new Pickled.Symbol(name);
    }

    /** What a call would give. */
    Pickled called(Pickled callee, Pickled arguments) {
        if (!(callee instanceof Pickled.Symbol symbol)
                || !CALLABLE.contains(symbol.name())
                || !(arguments instanceof Pickled.Tuple tuple)) {
            throw broken("calls " + callee.kind() + " with " + arguments.kind());
        }
        List<Pickled> given = tuple.items();
        return switch (symbol.name()) {
            case DICTIONARY -> {
                require(given.isEmpty(), symbol);
                yield new Pickled.Dictionary();
            }
            case SIZE -> {
                require(given.size() == 1 && given.get(0) instanceof Pickled.Tuple, symbol);
                yield given.get(0);
            }
            case PARAMETER -> {
                require(given.size() >= 1 && given.get(0) instanceof Pickled.Tensor, symbol);
                yield given.get(0);
            }
            default -> tensor(symbol, given);
        };
    }

    /** The storage that a persistent id names: {@code ('storage', class, key, device, elements[, view])}. */
    Pickled storage(Pickled id) {
        if (id instanceof Pickled.Tuple tuple
                && (tuple.items().size() == 5 || tuple.items().size() == 6)
                && tuple.items().get(0) instanceof Pickled.Text kind
                && kind.value().equals("storage")
                && tuple.items().get(1) instanceof Pickled.Symbol type
                && STORAGES.containsKey(type.name())
                && tuple.items().get(2) instanceof Pickled.Text key
                && key.value().length() <= MAX_KEY
                && tuple.items().get(4) instanceof Pickled.Whole elements
                && elements.value() >= 0) {
            ElementType of = STORAGES.get(type.name());
            Pickled.Storage whole = new Pickled.Storage(of, key.value(), elements.value(), 0, elements.value());
            return tuple.items().size() == 5 ? whole : seen(whole, tuple.items().get(5));
        }
        throw broken("describes a storage in a way that torch.save does not");
    }

    /** The part of a storage that {@code None} or {@code (key, offset, elements)} shows. */
    private Pickled seen(Pickled.Storage whole, Pickled view) {
        if (view instanceof Pickled.Plain) {
            return whole;
        }
        if (view instanceof Pickled.Tuple tuple
                && tuple.items().size() == 3
                && tuple.items().get(1) instanceof Pickled.Whole offset
                && tuple.items().get(2) instanceof Pickled.Whole elements
                && offset.value() >= 0
                && elements.value() >= 0
                && offset.value() <= whole.elements()
                && elements.value() <= whole.elements() - offset.value()) {
            return new Pickled.Storage(whole.type(), whole.key(), whole.elements(), offset.value(), elements.value());
        }
        throw broken("shows a part of a storage that lies outside it");
    }

    /** {@code (storage, offset, size, strides, …)}; what follows says how to train it. */
    private Pickled tensor(Pickled.Symbol symbol, List<Pickled> given) {
        require(given.size() >= 4 && given.size() <= 7, symbol);
        if (given.get(0) instanceof Pickled.Storage storage && given.get(1) instanceof Pickled.Whole offset) {
            return new Pickled.Tensor(
                    storage, offset.value(), numbers(symbol, given.get(2)), numbers(symbol, given.get(3)));
        }
        throw unfit(symbol);
    }

    private List<Long> numbers(Pickled.Symbol symbol, Pickled given) {
        require(given instanceof Pickled.Tuple, symbol);
        List<Long> numbers = new ArrayList<>();
        for (Pickled item : ((Pickled.Tuple) given).items()) {
            if (!(item instanceof Pickled.Whole number) || number.value() < 0) {
                throw unfit(symbol);
            }
            numbers.add(number.value());
        }
        return numbers;
    }

    private void require(boolean fit, Pickled.Symbol symbol) {
        if (!fit) {
            throw unfit(symbol);
        }
    }

    private StepException unfit(Pickled.Symbol symbol) {
        return broken("calls " + symbol.name() + " with what torch.save never gives it");
    }

    private StepException broken(String what) {
        return TensorFile.damaged(file, "its pickle " + what);
    }
}
