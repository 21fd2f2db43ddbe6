package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Add;
import dev.retrace.steps.intervention.Intervention.AtSite;
import dev.retrace.steps.intervention.Intervention.RankOne;
import dev.retrace.steps.intervention.Intervention.Replace;
import dev.retrace.steps.intervention.Intervention.Restore;
import dev.retrace.steps.intervention.Intervention.Sever;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Brings the changes of packed rows into a value where it is born. */
final class Changes {

    private final ResidualModel model;
    private final NDManager owner;
    private final Stage stage;
    private final List<Change> here = new ArrayList<>();

    /** @param layer the block before and in which changes are asked for */
    Changes(ResidualModel model, Stage stage, int layer) {
        this.model = model;
        this.owner = model.owner();
        this.stage = stage;
        for (int row = 0; row < stage.rows().size(); row++) {
            for (Intervention change : stage.rows().get(row).changesUpTo(layer)) {
                here.add(new Change(row, change));
            }
        }
    }

    /** Whether nothing is changed before or in a layer. */
    boolean leave(int layer) {
        return here.stream().map(Change::what).allMatch(what -> {
            boolean onTop = what instanceof AtSite at && at.site().state() == State.H;
            return onTop ? what.layer() != layer - 1 : what.layer() != layer;
        });
    }

    /** Whether a state is changed in some row. */
    boolean touch(State state, int layer) {
        Site site = new Site(state, layer);
        return here.stream()
                .anyMatch(change ->
                        change.what() instanceof AtSite at && at.site().equals(site));
    }

    /** Whether a projection is edited in some row. */
    boolean edit(Weight weight, int layer) {
        return here.stream().anyMatch(change -> isEdit(change.what(), weight, layer));
    }

    private static boolean isEdit(Intervention change, Weight weight, int layer) {
        return change instanceof RankOne edit && edit.weight() == weight && edit.layer() == layer;
    }

    /** Changes a state in place, (t, w). */
    void at(Site site, NDArray value) {
        rounds(change -> change instanceof AtSite at && at.site().equals(site))
                .forEach(round -> Scoped.run(() -> {
                    restore(site, value, round);
                    for (Change change : round) {
                        if (change.what() instanceof Replace replace) {
                            put(
                                    value,
                                    change,
                                    broadcast(replace.at().end() - replace.at().begin(), replace.value()));
                        } else if (change.what() instanceof Add add) {
                            NDArray old = TensorRows.take(owner, value, targets(change));
                            put(value, change, old.add(add.delta()));
                        }
                    }
                }));
    }

    /** Edits a projection in place: y += r (u · x), with x (t, inputs) and y (t, outputs). */
    void projected(Weight weight, int layer, NDArray x, NDArray y) {
        rounds(change -> isEdit(change, weight, layer)).forEach(round -> Scoped.run(() -> edit(x, y, round)));
    }

    /** What the rows no longer take from earlier tokens in a layer. */
    List<Cut> cuts(int layer) {
        List<Cut> cuts = new ArrayList<>();
        for (Change change : here) {
            if (change.what() instanceof Sever sever && sever.layer() == layer) {
                cuts.add(new Cut(
                        change.row(),
                        sever.sources(),
                        sever.targets(),
                        sever.kept().members(),
                        sever.strict()));
            }
        }
        return cuts;
    }

    /** A change and the row it is of. */
    private record Change(int row, Intervention what) {}

    /** First the first change of every row that has one, then the second of every row that has two, … */
    private List<List<Change>> rounds(Predicate<Intervention> wanted) {
        List<List<Change>> rounds = new ArrayList<>();
        int row = -1;
        int earlier = 0;
        for (Change change : here) {
            if (wanted.test(change.what())) {
                earlier = change.row() == row ? earlier + 1 : 0;
                row = change.row();
                if (rounds.size() == earlier) {
                    rounds.add(new ArrayList<>());
                }
                rounds.get(earlier).add(change);
            }
        }
        return rounds;
    }

    private void restore(Site site, NDArray value, List<Change> round) {
        Gathering values = new Gathering();
        long[] targets = new long[restored(round)];
        if (targets.length == 0) {
            return;
        }
        for (Change change : round) {
            if (change.what() instanceof Restore restore) {
                ModelRun.Place from = ReplayRow.run(model, restore.from()).place(restore.prompt());
                for (int token = restore.at().begin(); token < restore.at().end(); token++) {
                    targets[values.size()] = stage.index(change.row(), token);
                    values.add(from.segment(), from.index(token));
                }
            }
        }
        TensorRows.put(value, targets, values.take(owner, segment -> segment.state(site)));
    }

    /** How many tokens a round restores. */
    private static int restored(List<Change> round) {
        int tokens = 0;
        for (Change change : round) {
            if (change.what() instanceof Restore restore) {
                tokens += restore.at().end() - restore.at().begin();
            }
        }
        return tokens;
    }

    private long[] targets(Change change) {
        AtSite at = (AtSite) change.what();
        long[] targets = new long[at.at().end() - at.at().begin()];
        Arrays.setAll(targets, i -> stage.index(change.row(), at.at().begin() + i));
        return targets;
    }

    private void put(NDArray value, Change change, NDArray values) {
        TensorRows.put(value, targets(change), values);
    }

    private static NDArray broadcast(int lines, NDArray values) {
        return values.getShape().dimension() == 1 ? values.expandDims(0).repeat(0, lines) : values;
    }

    private void edit(NDArray x, NDArray y, List<Change> round) {
        NDList us = new NDList();
        NDList rs = new NDList();
        int tokens = round.stream()
                .mapToInt(change -> stage.packing().length(change.row()))
                .sum();
        long[] targets = new long[tokens];
        long[] edits = new long[tokens];
        int next = 0;
        for (Change change : round) {
            RankOne edit = (RankOne) change.what();
            for (int step = 0; step < stage.packing().length(change.row()); step++) {
                targets[next] = stage.packing().index(change.row(), step);
                edits[next++] = us.size();
            }
            us.add(edit.u());
            rs.add(edit.r());
        }
        NDArray u = TensorRows.take(owner, NDArrays.stack(us), edits);
        NDArray r = TensorRows.take(owner, NDArrays.stack(rs), edits);
        NDArray products = TensorRows.take(owner, x, targets).mul(u).sum(new int[] {1}, true); // u · x, (i, 1)
        NDArray old = TensorRows.take(owner, y, targets);
        TensorRows.put(y, targets, old.add(r.mul(products)));
    }
}
