package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.ModelRun.Place;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One row of a replay, checked: where it leaves its base run and what is changed.
 *
 * @param position of the row in the caller's list
 * @param base the prompt that it is a change of
 * @param block the first block that must be computed; the number of layers if none
 * @param token the first token that must be computed
 * @param changes all of them, by layer; those of a layer in the order in which they apply
 */
record ReplayRow(int position, Place base, int block, int token, List<Intervention> changes) {

    ReplayRow {
        changes = isByLayer(changes)
                ? List.copyOf(changes)
                : changes.stream()
                        .sorted(Comparator.comparingInt(Intervention::layer))
                        .toList();
    }

    private static boolean isByLayer(List<Intervention> changes) {
        return IntStream.range(1, changes.size())
                .allMatch(i -> changes.get(i - 1).layer() <= changes.get(i).layer());
    }

    /** Those of a layer and of the one below it. */
    List<Intervention> changesUpTo(int layer) {
        return changes.subList(firstFrom(layer - 1), firstFrom(layer + 1));
    }

    /** Where the changes of this layer and those above it begin. */
    private int firstFrom(int layer) {
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes.get(middle).layer() < layer) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Checks a row.
     *
     * @throws IllegalArgumentException if its runs are not of this model, or a change lies outside or is
     *     of another size
     */
    static ReplayRow of(ResidualModel model, Row row, int position) {
        ModelRun run = run(model, row.base());
        if (!run.restarts() && !row.changes().isEmpty()) {
            throw new IllegalArgumentException(
                    "row " + position + " needs a base that can be restarted: prefill with Keep.forReplay()");
        }
        if (row.prompt() < 0 || row.prompt() >= run.prompts()) {
            throw new IllegalArgumentException(
                    "row " + position + " names prompt " + row.prompt() + " of a run of " + run.prompts());
        }
        row.changes().forEach(change -> check(model, run.length(row.prompt()), change));
        Row plain = new Row(
                row.base(),
                row.prompt(),
                row.changes().stream().filter(ReplayRow::matters).toList());
        int block = model.architecture().layers();
        for (Intervention change : plain.changes()) {
            block = Math.min(block, firstBlock(change));
        }
        return new ReplayRow(
                position, run.place(row.prompt()), block, plain.start().token(), plain.changes());
    }

    private static boolean matters(Intervention change) {
        return !(change instanceof Intervention.Sever sever && sever.isVain());
    }

    /** Whether nothing but what is asked of them tells two rows apart. */
    boolean goesTheWayOf(ReplayRow other) {
        return base.equals(other.base)
                && block == other.block
                && token == other.token
                && (changes == other.changes || (changes.isEmpty() && other.changes.isEmpty()));
    }

    /** What a scan goes on from at the first token that must be computed. */
    Memory goesOnFrom() {
        return base.segment().goesOnFrom(base.row(), token);
    }

    /** How many tokens must be computed. */
    int length() {
        return base.length() - token;
    }

    /** Refuses a row that has no derivative at a token, or none that is known. */
    void requireDifferentiable(int token) {
        if (token < 0 || token >= base.length()) {
            throw new IllegalArgumentException("row " + position + " has the tokens 0 to " + (base.length() - 1)
                    + ", but a derivative was asked for at " + token);
        }
        if (changes.stream().anyMatch(Intervention.Sever.class::isInstance)) {
            throw new IllegalArgumentException(
                    "row " + position + " severs tokens, through which no derivative is taken");
        }
    }

    /** The same row, computed from a site and a token on at the latest. */
    ReplayRow from(List<Site> sites, int from) {
        int first = sites.stream().mapToInt(ReplayRow::firstBlock).min().orElse(block);
        return new ReplayRow(position, base, Math.min(block, first), Math.min(token, from), changes);
    }

    private static int firstBlock(Intervention change) {
        return change instanceof Intervention.AtSite at ? firstBlock(at.site()) : change.layer();
    }

    /** h is what a block hands on, so a change of it spares that block. */
    static int firstBlock(Site site) {
        return site.state() == State.H ? site.layer() + 1 : site.layer();
    }

    private static void check(ResidualModel model, int length, Intervention change) {
        if (change instanceof Intervention.AtSite at) {
            checkSite(model, length, at);
        } else if (change instanceof Intervention.RankOne edit) {
            checkEdit(model, edit);
        } else if (change instanceof Intervention.Sever sever) {
            checkSever(model, length, sever);
        }
    }

    private static void checkSever(ResidualModel model, int length, Intervention.Sever sever) {
        model.requireLayer(sever.layer(), "a cut in layer " + sever.layer());
        if (sever.sources().length() > length || sever.targets().length() > length) {
            throw new IllegalArgumentException("the prompt has " + length + " tokens, but a cut is from "
                    + sever.sources() + " to " + sever.targets());
        }
        int channels = model.architecture().channels();
        if (sever.kept().members().length() > channels) {
            throw new IllegalArgumentException("a layer mixes tokens in the channels 0 to " + (channels - 1)
                    + ", but a cut keeps " + sever.kept().members());
        }
    }

    private static void checkSite(ResidualModel model, int length, Intervention.AtSite change) {
        model.requireSite(change.site());
        if (change.at().end() > length) {
            throw new IllegalArgumentException(
                    "the prompt has " + length + " tokens, but a change is at " + change.at());
        }
        if (change instanceof Intervention.Restore restore) {
            run(model, restore.from()).requireKept(change.site());
        } else if (change instanceof Intervention.Replace replace) {
            checkWidth(model, change, replace.value());
        } else if (change instanceof Intervention.Add add) {
            checkWidth(model, change, add.delta());
        }
    }

    private static void checkWidth(ResidualModel model, Intervention.AtSite change, NDArray values) {
        int width = model.architecture().states().getOrDefault(change.site().state(), 0);
        if (values.getShape().get(values.getShape().dimension() - 1) != width) {
            throw new IllegalArgumentException(
                    change.site() + " is " + width + " wide, but a change has the shape " + values.getShape());
        }
    }

    private static void checkEdit(ResidualModel model, Intervention.RankOne edit) {
        Architecture.Sizes sizes = model.requireMatrix(new Matrix(edit.weight(), edit.layer()));
        if (edit.u().size() != sizes.inputs() || edit.r().size() != sizes.outputs()) {
            throw new IllegalArgumentException(edit.weight() + " has " + sizes.inputs() + " inputs and "
                    + sizes.outputs() + " outputs, but an edit has the sizes "
                    + edit.u().size() + " and "
                    + edit.r().size());
        }
    }

    static ModelRun run(ResidualModel model, PrefixCache cache) {
        if (cache instanceof ModelRun run && run.isOf(model)) {
            return run;
        }
        throw new IllegalArgumentException("a row or a change names a run of another model");
    }
}
