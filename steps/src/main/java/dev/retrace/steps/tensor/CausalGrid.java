package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some steps of some packed rows as a dense grid (rows, queries, keys), for mixing over tokens: the
 * queries are tokens of the packing, the keys are the tokens before the packing's first, which an
 * earlier run knows, and then those of the packing up to the last query. Rows have different lengths
 * and pasts, so parts of the grid mean nothing; {@link #mask} takes them out.
 */
public final class CausalGrid {

    /** Elements of a grid times its heads, at most, unless a single query has more; fits into a cache. */
    private static final long ELEMENTS = 1L << 21;

    private final Packing packing;
    private final int[] begins;
    private final int[] pads;
    private final int row;
    private final int rows;
    private final int step;
    private final int queries;
    private final int past;

    private CausalGrid(Packing packing, int[] begins, int[] pads, int row, int rows, int step, int queries) {
        this.packing = packing;
        this.begins = begins;
        this.pads = pads;
        this.row = row;
        this.rows = rows;
        this.step = step;
        this.queries = queries;
        this.past = Arrays.stream(begins, row, row + rows).max().orElse(0);
    }

    /**
     * Cuts all rows and steps of a packing into grids.
     *
     * @param begins per row how many tokens lie before its first
     * @param pads per row how many of its prompt's tokens are padding that no other token sees
     * @param heads of the mixing, by which a grid is larger
     */
    public static List<CausalGrid> cut(Packing packing, int[] begins, int[] pads, int heads) {
        List<CausalGrid> grids = new ArrayList<>();
        int row = 0;
        while (row < packing.rows()) {
            int end = row + 1;
            int past = begins[row];
            int length = packing.length(row);
            while (end < packing.rows()
                    && 2 * packing.length(end) >= length
                    && (long) (end + 1 - row) * length * (Math.max(past, begins[end]) + length) * heads <= ELEMENTS) {
                past = Math.max(past, begins[end++]);
            }
            long fitting = ELEMENTS / ((long) (end - row) * (past + length) * heads);
            int queries = (int) Math.max(1, Math.min(length, fitting));
            for (int step = 0; step < length; step += queries) {
                grids.add(
                        new CausalGrid(packing, begins, pads, row, end - row, step, Math.min(queries, length - step)));
            }
            row = end;
        }
        return grids;
    }

    /** How many rows. */
    public int rows() {
        return rows;
    }

    /** How many steps. */
    public int queries() {
        return queries;
    }

    /** How many tokens of each row's past there is room for. */
    public int past() {
        return past;
    }

    /** Which of the packing's rows each cell of the past belongs to, row after row, (rows · past). */
    public int[] pastRows() {
        int[] of = new int[rows * past];
        Arrays.setAll(of, i -> row + i / past);
        return of;
    }

    /** Which token of its prompt each cell of the past holds; -1 where it is empty. */
    public int[] pastTokens() {
        int[] of = new int[rows * past];
        Arrays.setAll(of, i -> i % past < begins[row + i / past] ? i % past : -1);
        return of;
    }

    /** Where the queries lie in the packing, row after row; some token of the row where there is none. */
    public long[] queryIndices() {
        return indices(step, queries);
    }

    /** Where the keys after the past lie in the packing, likewise: all steps up to the last query. */
    public long[] keyIndices() {
        return indices(0, step + queries);
    }

    private long[] indices(int first, int steps) {
        long[] indices = new long[rows * steps];
        Arrays.setAll(indices, i -> {
            int of = row + i / steps;
            return packing.index(of, Math.min(first + i % steps, packing.length(of) - 1));
        });
        return indices;
    }

    /**
     * Who sees whom.
     *
     * @param values 0 where a query sees a key, else -∞, (rows, 1 or heads, queries, keys)
     * @param cut whether some query may see nothing
     */
    public record Mask(NDArray values, boolean cut) {}

    /**
     * 0 where a query sees a key, -∞ where it does not: later tokens, other tokens' view of padding, what
     * is cut, and what is no token.
     *
     * @param cuts of all rows of the packing
     * @return with an axis of heads only where some are cut and some not; of the caller's scope
     */
    public Mask mask(NDManager owner, List<Cut> cuts, int heads) {
        List<Cut> here = cuts.stream()
                .filter(cut -> cut.row() >= row && cut.row() < row + rows)
                .toList();
        int masks = here.stream().allMatch(cut -> cut.kept().isEmpty()) ? 1 : heads;
        int keys = past + step + queries;
        float[] mask = new float[rows * masks * queries * keys];
        Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < rows * masks; i++) {
            for (int query = 0; query < queries; query++) {
                see(mask, (i * queries + query) * keys, i / masks, query);
            }
        }
        for (Cut cut : here) {
            for (int head = 0; head < masks; head++) {
                if (!cut.kept().get(head)) {
                    blind(mask, ((cut.row() - row) * masks + head) * queries * keys, keys, cut);
                }
            }
        }
        return new Mask(owner.create(mask, new Shape(rows, masks, queries, keys)), !here.isEmpty());
    }

    private void see(float[] mask, int line, int i, int query) {
        int token = begins[row + i] + step + query;
        for (int before = pads[row + i]; before <= token; before++) {
            mask[line + key(i, before)] = 0;
        }
        mask[line + past + step + query] = 0; // padding sees itself, so that no line is empty
    }

    private void blind(float[] mask, int offset, int keys, Cut cut) {
        int i = cut.row() - row;
        for (int query = 0; query < queries; query++) {
            int token = begins[cut.row()] + step + query;
            if (cut.targets().get(token) && step + query < packing.length(cut.row())) {
                int line = offset + query * keys;
                cut.sources().stream()
                        .takeWhile(source -> source <= token)
                        .forEach(source -> mask[line + key(i, source)] = Float.NEGATIVE_INFINITY);
            }
        }
    }

    /** Which key of the grid a token of a row's prompt is. */
    private int key(int i, int token) {
        int begin = begins[row + i];
        return token < begin ? token : past + token - begin;
    }

    /** For each token of the packing, where the grids' queries, one grid after another, hold it. */
    public static long[] unpacked(Packing packing, List<CausalGrid> grids) {
        long[] places = new long[packing.tokens()];
        long offset = 0;
        for (CausalGrid grid : grids) {
            for (int i = 0; i < grid.rows; i++) {
                int length = Math.min(grid.queries, packing.length(grid.row + i) - grid.step);
                for (int query = 0; query < length; query++) {
                    places[packing.index(grid.row + i, grid.step + query)] = offset + (long) i * grid.queries + query;
                }
            }
            offset += (long) grid.rows * grid.queries;
        }
        return places;
    }
}
