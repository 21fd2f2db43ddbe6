package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;

/**
 * Linear algebra in double precision: solving, singular values, eigenvalues. All other precisions are
 * refused, since what is asked here is asked where single precision does not suffice.
 *
 * <p>Source: LAPACK's potrf and potrs, gesdd, syevd, as torch calls them; Golub and Van Loan, "Matrix
 * Computations", sections 4.2, 2.4 and 8.1. May be called from several threads.
 */
public final class LinearAlgebra {

    private static final double EPSILON = Math.ulp(1.0);

    /** How far entries that ought to be equal may lie apart, relative to the largest. */
    private static final double ASYMMETRY = 1e-6;

    private static final String FUNCTIONS = """
              def cholesky(self, c: Tensor) -> Tuple[Tensor, Tensor]:
                l, info, = torch.linalg_cholesky_ex(c)
                return (l, info)
              def solve(self, b: Tensor, l: Tensor) -> Tensor:
                return torch.cholesky_solve(b, l)
              def svd(self, a: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
                u, s, vt, = torch.linalg_svd(a, False)
                return (u, s, torch.contiguous(torch.t(vt)))
              def eigenvalues(self, c: Tensor) -> Tensor:
                return torch.linalg_eigvalsh(c)
            """;

    private LinearAlgebra() {}

    /** Compiled at the first use. */
    private static final class Compiled {
        static final ScriptModule MODULE = ScriptModule.compile(FUNCTIONS);
    }

    /**
     * A thin singular value decomposition, {@code A = U diag(values) Vᵀ} with k = min(n, m).
     *
     * @param u left vectors as columns, {@code Uᵀ U = 1}, (n, k)
     * @param values not negative, descending, (k)
     * @param v right vectors as columns, {@code Vᵀ V = 1}, (m, k)
     */
    public record Svd(NDArray u, NDArray values, NDArray v) {}

    /**
     * Solves {@code C X = B} for a symmetric positive definite C by its Cholesky factor, {@code C = L Lᵀ}.
     *
     * @param c C, (n, n) float64; its lower triangle is read
     * @param b B, (n, m) or (n) float64
     * @return X, shaped as B, of the caller's scope
     * @throws StepException if C is not positive definite in double precision: a pivot of the factor is at most
     *     n ε times the greatest diagonal element
     * @throws IllegalArgumentException if a tensor is of another type or shape, or C is not symmetric
     */
    public static NDArray solve(NDArray c, NDArray b) {
        requireSymmetric(c, "C");
        requireType(b, "B");
        requireFinite(b, "B");
        Shape shape = b.getShape();
        long n = c.getShape().get(0);
        if (shape.dimension() < 1 || shape.dimension() > 2 || shape.get(0) != n) {
            throw new IllegalArgumentException(
                    "C is " + c.getShape() + ", so B must be (" + n + ", m) or (" + n + "), but is " + shape);
        }
        return Scoped.result(() -> {
            NDArray factor = factor(c);
            return Compiled.MODULE
                    .call("solve", b.reshape(n, -1), factor)
                    .singletonOrThrow()
                    .reshape(shape);
        });
    }

    /**
     * The singular value decomposition of a matrix of any shape.
     *
     * @param a A, (n, m) float64
     * @return of the caller's scope
     * @throws StepException if A holds what is no finite number
     * @throws IllegalArgumentException if it is of another type or no matrix
     */
    public static Svd svd(NDArray a) {
        requireMatrix(a, "A");
        requireFinite(a, "A");
        NDList parts = Compiled.MODULE.call("svd", a);
        return new Svd(parts.get(0), parts.get(1), parts.get(2));
    }

    /**
     * The eigenvalues λ of a symmetric matrix, {@code C x = λ x}; the condition number of a positive definite
     * one is the last divided by the first.
     *
     * @param c C, (n, n) float64; its lower triangle is read
     * @return ascending, (n), of the caller's scope
     * @throws StepException if C holds what is no finite number
     * @throws IllegalArgumentException if it is of another type or shape, or not symmetric
     */
    public static NDArray eigenvalues(NDArray c) {
        requireSymmetric(c, "C");
        return Compiled.MODULE.call("eigenvalues", c).singletonOrThrow();
    }

    private static NDArray factor(NDArray c) {
        NDList answer = Compiled.MODULE.call("cholesky", c);
        NDArray factor = answer.get(0);
        int failed = answer.get(1).toIntArray()[0];
        long n = c.getShape().get(0);
        double greatest = diagonal(c).max().getDouble();
        double least = Math.pow(diagonal(factor).min().getDouble(), 2);
        if (failed != 0 || least <= n * EPSILON * greatest) {
            NDArray spectrum = eigenvalues(c);
            throw new StepException("C, " + n + " by " + n + ", is not positive definite: its eigenvalues go from "
                    + spectrum.getDouble(0) + " to " + spectrum.getDouble(n - 1)
                    + ". A covariance is so if it averages too few tokens, or a channel never varies: average more"
                    + " text, or add a ridge");
        }
        return factor;
    }

    private static NDArray diagonal(NDArray square) {
        long n = square.getShape().get(0);
        return square.mul(square.getManager().eye((int) n, (int) n, 0, DataType.FLOAT64))
                .sum(new int[] {1});
    }

    private static void requireSymmetric(NDArray c, String name) {
        requireMatrix(c, name);
        if (c.getShape().get(0) != c.getShape().get(1)) {
            throw new IllegalArgumentException(name + " must be a square matrix, but is " + c.getShape());
        }
        requireFinite(c, name);
        double apart = Scoped.value(() -> c.sub(c.transpose()).abs().max().getDouble());
        double largest = Scoped.value(() -> c.abs().max().getDouble());
        if (apart > ASYMMETRY * largest) {
            throw new IllegalArgumentException(name + " must be symmetric, but entries across its diagonal differ by "
                    + apart + ", and its largest is " + largest);
        }
    }

    private static void requireMatrix(NDArray a, String name) {
        requireType(a, name);
        if (a.getShape().dimension() != 2 || a.isEmpty()) {
            throw new IllegalArgumentException(name + " must be a matrix that is not empty, but is " + a.getShape());
        }
    }

    private static void requireType(NDArray a, String name) {
        if (a.getDataType() != DataType.FLOAT64) {
            throw new IllegalArgumentException(
                    name + " must be in double precision, float64, but is " + a.getDataType());
        }
    }

    private static void requireFinite(NDArray a, String name) {
        double total = Scoped.value(() -> a.mul(0).sum().getDouble()); // 0 times a finite number is 0
        if (total != 0) {
            throw new StepException(name + ", " + a.getShape() + ", holds what is no finite number: what it was"
                    + " computed from outgrew its precision; try float32 rather than float16");
        }
    }
}
