package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.SelectiveScan;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What restarts the scan of one layer at any token of a run: either the state after every token, or,
 * since that is n times as much, what the scan ran over, from which states are computed again.
 */
sealed interface RestartPoints {

    /**
     * The states before some tokens.
     *
     * @param rows of the run's packing
     * @param tokens of those rows; before token 0 the state is zero
     * @return (rows, n e), of the caller's scope
     */
    NDArray before(int[] rows, int[] tokens);

    /**
     * States that were kept.
     *
     * @param states after every token, and a row of zeros at the end, (t + 1, n e)
     */
    record Stored(NDManager owner, Packing packing, NDArray states) implements RestartPoints {

        @Override
        public NDArray before(int[] rows, int[] tokens) {
            long[] indices = new long[rows.length];
            for (int i = 0; i < rows.length; i++) {
                indices[i] = tokens[i] == 0 ? packing.tokens() : packing.index(rows[i], tokens[i] - 1);
            }
            return TensorRows.take(owner, states, indices);
        }
    }

    /**
     * States that are computed again.
     *
     * @param drive what the scan of the whole run ran over
     */
    record Rescan(NDManager owner, Packing packing, Mamba1Block block, SelectiveScan.Drive drive, int width)
            implements RestartPoints {

        @Override
        public NDArray before(int[] rows, int[] tokens) {
            TreeMap<Integer, Integer> needed = new TreeMap<>();
            for (int i = 0; i < rows.length; i++) {
                needed.merge(rows[i], tokens[i], Math::max);
            }
            List<Integer> scanned = new ArrayList<>(needed.keySet());
            scanned.removeIf(row -> needed.getOrDefault(row, 0) == 0);
            scanned.sort(Comparator.comparingInt(row -> -needed.getOrDefault(row, 0)));
            Packing part = new Packing(scanned.stream()
                    .mapToInt(row -> needed.getOrDefault(row, 0))
                    .toArray());
            long[] indices = new long[rows.length];
            for (int i = 0; i < rows.length; i++) {
                indices[i] = tokens[i] == 0 ? part.tokens() : part.index(scanned.indexOf(rows[i]), tokens[i] - 1);
            }
            return Scoped.result(() -> TensorRows.take(owner, states(part, scanned), indices));
        }

        /** The states of some rows up to the tokens needed, and a row of zeros, (t + 1, n e). */
        private NDArray states(Packing part, List<Integer> scanned) {
            NDArray zero = owner.zeros(new Shape(1, width));
            if (scanned.isEmpty()) {
                return zero;
            }
            long[] tokens = new long[part.tokens()];
            for (int step = 0; step < part.steps(); step++) {
                for (int row = 0; row < part.alive(step); row++) {
                    tokens[part.index(row, step)] = packing.index(scanned.get(row), step);
                }
            }
            SelectiveScan.Drive some = new SelectiveScan.Drive(
                    TensorRows.take(owner, drive.delta(), tokens),
                    TensorRows.take(owner, drive.drive(), tokens),
                    TensorRows.take(owner, drive.in(), tokens));
            NDArray start = block.zeroStates(part.rows());
            return NDArrays.concat(new NDList(block.states(part, some, start), zero));
        }
    }
}
