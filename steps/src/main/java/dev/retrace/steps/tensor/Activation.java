package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a feed-forward layer applies to its hidden units, by the names that configurations use. */
public enum Activation {
    /** x Φ(x) with the normal distribution function, exactly. */
    GELU("gelu") {
        @Override
        public NDArray of(NDArray x) {
            return x.getNDArrayInternal().gelu();
        }
    },

    /** x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, the approximation that GPT-2 was trained with. */
    GELU_TANH("gelu_new,gelu_fast,gelu_pytorch_tanh") {
        @Override
        public NDArray of(NDArray x) {
            return Scoped.result(() -> {
                NDArray cubic =
                        x.square().muli(Autograd.number(x, CUBIC)).addi(1).muli(x);
                NDArray bent =
                        cubic.muli(Autograd.number(x, Math.sqrt(2 / Math.PI))).tanh();
                return bent.add(1).muli(x).muli(Autograd.number(x, HALF));
            });
        }
    },

    /** x where it is positive, else 0. */
    RELU("relu") {
        @Override
        public NDArray of(NDArray x) {
            return x.getNDArrayInternal().relu();
        }
    };

    /** Source: Hendrycks and Gimpel, "Gaussian Error Linear Units" (arXiv 1606.08415), section 2. */
    private static final float CUBIC = 0.044715f;

    private static final float HALF = 0.5f;

    private final String spellings; // with a comma between two

    Activation(String spellings) {
        this.spellings = spellings;
    }

    private Stream<String> spelled() {
        return Pattern.compile(",").splitAsStream(spellings);
    }

    /** The value for each element, in x's shape; of the caller's scope. */
    public abstract NDArray of(NDArray x);

    /** The activation of that name, if it is known. */
    public static Optional<Activation> named(String name) {
        return Arrays.stream(values())
                .filter(each -> each.spelled().anyMatch(name::equals))
                .findFirst();
    }

    /** Every name that is known. */
    public static List<String> names() {
        return Arrays.stream(values()).flatMap(Activation::spelled).toList();
    }
}
