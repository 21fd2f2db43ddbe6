package dev.retrace.steps.blocking;

import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.effect.PairRuns;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Restore;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Path blocking: for every position, layer l and path, the answer's probability in the corrupt run whose
 * h after layer l is the clean run's, while the path's state keeps its corrupt value there.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), section 3, figure 4. The authors' code holds the state
 * in all layers. Up to l it has its corrupt value anyway, since nothing below changed, so here only the
 * layers above l are touched, and only they are computed.
 */
final class PathBlocking {

    private final LanguageModel model;
    private final List<Position> positions;
    private final List<Blocked> paths;

    PathBlocking(LanguageModel model, List<Position> positions, List<Blocked> paths) {
        this.model = model;
        this.positions = List.copyOf(positions);
        this.paths = List.copyOf(paths);
    }

    /** The pairs in groups that are measured together; depends on the pairs and the model alone. */
    List<List<Pair>> groups(List<Pair> pairs) {
        return Replays.groups(model, pairs, pair -> (long) pair.length() * cells().size());
    }

    /** The effects of some pairs: by pair, position, layer, path. */
    List<PathEffect> measure(List<Pair> pairs) {
        Set<State> held = paths.stream().flatMap(path -> path.state().stream()).collect(Collectors.toSet());
        try (PairRuns runs = new PairRuns(model, pairs, Set.of(State.H), held)) {
            List<PathEffect.Cell> cells = cells();
            List<Row> rows = new ArrayList<>();
            List<Integer> answers = new ArrayList<>();
            for (int pair = 0; pair < pairs.size(); pair++) {
                for (PathEffect.Cell cell : cells) {
                    int token = cell.position().of(pairs.get(pair));
                    rows.add(new Row(runs.corrupt(), pair, changes(cell, token, pair, runs)));
                    answers.add(runs.baseline(pair).answer());
                }
            }
            return effects(pairs, runs, Replays.probabilities(model, rows, answers));
        }
    }

    private List<PathEffect> effects(List<Pair> pairs, PairRuns runs, float[] patched) {
        List<PathEffect.Cell> cells = cells();
        List<PathEffect> effects = new ArrayList<>(patched.length);
        for (int i = 0; i < patched.length; i++) {
            int pair = i / cells.size();
            effects.add(new PathEffect(
                    pairs.get(pair),
                    cells.get(i % cells.size()),
                    runs.baseline(pair).answer(),
                    runs.baseline(pair).effect(patched[i])));
        }
        return effects;
    }

    private List<Intervention> changes(PathEffect.Cell cell, int token, int pair, PairRuns runs) {
        TokenSpan at = TokenSpan.at(token);
        List<Intervention> changes = new ArrayList<>();
        changes.add(new Restore(new Site(State.H, cell.layer()), at, runs.clean(), pair));
        Optional<State> blocked = cell.blocked().state();
        for (int layer = cell.layer() + 1; blocked.isPresent() && layer < layers(); layer++) {
            changes.add(new Restore(new Site(blocked.get(), layer), at, runs.corrupt(), pair));
        }
        return changes;
    }

    private List<PathEffect.Cell> cells() {
        List<PathEffect.Cell> cells = new ArrayList<>();
        for (Position position : positions) {
            for (int layer = 0; layer < layers(); layer++) {
                for (Blocked path : paths) {
                    cells.add(new PathEffect.Cell(position, layer, path));
                }
            }
        }
        return cells;
    }

    private int layers() {
        return model.architecture().layers();
    }
}
