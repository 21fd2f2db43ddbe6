package dev.retrace.steps.relation;

import ai.djl.ndarray.NDManager;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.Readout;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model answers after h was changed so that z should become another prompt's: at one place, at the
 * subject's last token, {@code h + W⁺_ρ (z' - z)}; all that follows it is computed anew.
 */
final class Causality {

    private final LanguageModel model;
    private final NDManager owner;
    private final List<Integer> ranks;

    /**
     * @param owner of what is added to h while it is added
     * @param ranks ρ, ascending
     */
    Causality(LanguageModel model, NDManager owner, List<Integer> ranks) {
        this.model = model;
        this.owner = owner;
        this.ranks = List.copyOf(ranks);
    }

    /**
     * The most probable next tokens.
     *
     * @param inverses one for each site
     * @return [site][edit][rank]
     */
    int[][][] predictions(List<Site> sites, List<LowRankInverse> inverses, List<Edit> edits) {
        int[][][] tokens = new int[sites.size()][edits.size()][];
        List<InContextPrompt> prompts =
                edits.stream().map(edit -> edit.test().prompt()).toList();
        int begin = 0;
        for (List<InContextPrompt> group : PromptGroups.of(prompts, model.architecture())) {
            List<Edit> together = edits.subList(begin, begin + group.size());
            try (PrefixCache run = model.prefill(PromptGroups.batch(group), Keep.forReplay())) {
                for (int site = 0; site < sites.size(); site++) {
                    int[][] found = predictions(run, sites.get(site), inverses.get(site), together);
                    System.arraycopy(found, 0, tokens[site], begin, found.length);
                }
            }
            begin += group.size();
        }
        return tokens;
    }

    private int[][] predictions(PrefixCache run, Site site, LowRankInverse inverse, List<Edit> edits) {
        // ranks that change the same are computed once; none of them changes nothing
        List<Integer> effective = ranks.stream()
                .map(rank -> Math.min(rank, inverse.rank()))
                .distinct()
                .filter(rank -> rank > 0)
                .toList();
        try (NDManager scope = owner.newSubManager()) {
            List<Row> rows = new ArrayList<>();
            for (int prompt = 0; prompt < edits.size(); prompt++) {
                Edit edit = edits.get(prompt);
                TokenSpan at = TokenSpan.at(edit.test().prompt().subjectLast());
                for (float[] change : inverse.changes(edit.wanted(), effective)) {
                    rows.add(new Row(run, prompt, List.of(new Intervention.Add(site, at, scope.create(change)))));
                }
            }
            int[][] tokens = new int[edits.size()][ranks.size()];
            Readout answers = model.replay(rows, new Query.Top());
            for (int prompt = 0; prompt < edits.size(); prompt++) {
                for (int i = 0; i < ranks.size(); i++) {
                    int row = effective.indexOf(Math.min(ranks.get(i), inverse.rank()));
                    tokens[prompt][i] = row < 0
                            ? edits.get(prompt).test().answer()
                            : answers.token(prompt * effective.size() + row);
                }
            }
            return tokens;
        }
    }
}
