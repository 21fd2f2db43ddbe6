package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Rotary positions: the leading dimensions of queries and keys are turned by an angle that grows with
 * the position, in pairs (j, j + m/2) of the m that turn:
 *
 * <pre>{@code
 * x'[j]       = x[j] cos(t θ_j) - x[j + m/2] sin(t θ_j)            θ_j = base^(-2 j / m)
 * x'[j + m/2] = x[j + m/2] cos(t θ_j) + x[j] sin(t θ_j)
 * }</pre>
 *
 * <p>Source: Su et al., "RoFormer" (arXiv 2104.09864), equation 34, with the halves paired as in
 * GPT-NeoX (Black et al., arXiv 2204.06745, section 2.1), where only a part of the dimensions turns.
 */
public final class Rotary {

    private final NDManager owner;
    private final int turning;
    private final NDArray cosines; // (positions, m / 2)
    private final NDArray sines; // (positions, m / 2)

    /**
     * @param turning m, even; 0 turns nothing
     * @param positions how many there are at most
     */
    public Rotary(NDManager owner, int turning, double base, int positions) {
        this.owner = owner;
        this.turning = turning;
        int half = turning / 2;
        float[] cos = new float[positions * half];
        float[] sin = new float[positions * half];
        for (int i = 0; i < cos.length; i++) {
            int position = i / half;
            double angle = position * Math.pow(base, -2.0 * (i % half) / turning);
            cos[i] = (float) Math.cos(angle);
            sin[i] = (float) Math.sin(angle);
        }
        this.cosines = owner.create(cos, new Shape(positions, half));
        this.sines = owner.create(sin, new Shape(positions, half));
    }

    /**
     * Turns vectors.
     *
     * @param x (t, heads, width), m ≤ width
     * @param positions of the t tokens
     * @return x', (t, heads, width), of the caller's scope
     */
    public NDArray turn(NDArray x, long[] positions) {
        if (turning == 0) {
            return x;
        }
        return Scoped.result(() -> {
            NDArray at = owner.create(positions);
            NDArray cos = TensorRows.take(cosines, at).expandDims(1);
            NDArray sin = TensorRows.take(sines, at).expandDims(1);
            NDArray low = part(x, 0, turning / 2);
            NDArray high = part(x, turning / 2, turning);
            NDList parts =
                    new NDList(low.mul(cos).subi(high.mul(sin)), high.mul(cos).addi(low.mul(sin)));
            if (turning < x.getShape().get(2)) {
                parts.add(part(x, turning, x.getShape().get(2)));
            }
            return NDArrays.concat(parts, 2);
        });
    }

    private static NDArray part(NDArray x, long begin, long end) {
        return x.get(new NDIndex().addAllDim(2).addSliceDim(begin, end));
    }
}
