package dev.retrace.steps.relation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.retrace.steps.tensor.LinearAlgebra;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import dev.retrace.steps.tensor.Vector;
import java.util.ArrayList;
import java.util.List;

/**
 * How to change h so that z changes as wanted, by the largest singular values of W = U diag(σ) Vᵀ alone:
 *
 * <pre>{@code
 * Δh = W⁺_ρ Δz        W⁺_ρ = V_ρ diag(1/σ) U_ρᵀ
 * }</pre>
 *
 * <p>A singular value below the rounding of W itself counts as zero, and zero has no inverse: a direction that
 * W does not see stays as it is. So beyond the rank that W has in single precision, a greater ρ changes
 * nothing.
 *
 * <p>Source: Hernandez et al. (arXiv 2308.09124), of W without β. The authors invert every singular value.
 */
final class LowRankInverse {

    /** That of the numbers that W was computed in. */
    private static final double EPSILON = Math.ulp(1f);

    private final int d;
    private final int rank;
    private final double[] values; // σ, descending
    private final double[] left; // Uᵀ, (k, d)
    private final double[] right; // Vᵀ, (k, d)

    private LowRankInverse(int d, double[] values, double[] left, double[] right) {
        this.d = d;
        this.values = values;
        this.left = left;
        this.right = right;
        int above = 0;
        while (above < values.length && values[above] > d * EPSILON * values[0]) {
            above++;
        }
        this.rank = above;
    }

    /**
     * That of an operator's W, decomposed in double precision.
     *
     * @param most the greatest rank that will be asked for
     */
    static LowRankInverse of(LinearOperator operator, int most, NDManager owner) {
        int d = operator.width();
        return Scoped.value(() -> {
            NDArray w = operator.matrix(owner).toType(DataType.FLOAT64, false);
            LinearAlgebra.Svd svd = LinearAlgebra.svd(w);
            return new LowRankInverse(
                    d, svd.values().toDoubleArray(), transposed(svd.u(), most), transposed(svd.v(), most));
        });
    }

    private static double[] transposed(NDArray vectors, int most) {
        long kept = Math.min(most, vectors.getShape().get(1));
        return kept == 0
                ? new double[0]
                : TensorRows.contiguous(TensorRows.columns(vectors, 0, kept).transpose())
                        .toDoubleArray();
    }

    /** σ, descending. */
    double[] values() {
        return values.clone();
    }

    /** How many singular values are not zero. */
    int rank() {
        return rank;
    }

    /**
     * The changes of h at several ranks.
     *
     * @param dz Δz, (d)
     * @param ranks ascending
     * @return Δh, (d), for each rank
     */
    List<float[]> changes(double[] dz, List<Integer> ranks) {
        List<float[]> changes = new ArrayList<>();
        double[] sum = new double[d];
        int done = 0;
        for (int wanted : ranks) {
            for (; done < Math.min(wanted, rank); done++) {
                double along = 0;
                for (int i = 0; i < d; i++) {
                    along += left[done * d + i] * dz[i];
                }
                for (int i = 0; i < d; i++) {
                    sum[i] += along / values[done] * right[done * d + i];
                }
            }
            changes.add(new Vector(sum).narrow());
        }
        return changes;
    }
}
