package dev.retrace.steps.editing;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Rewrite;
import java.util.List;
import java.util.Locale;

/** What is told of edits: one row an edit, and one row an evaluation of its search. */
final class EditTables {

    private EditTables() {}

    /** @param edits of the requests, in their order */
    static Table edits(EditSite site, List<Rewrite> rewrites, List<Edit> edits) {
        Table.Builder table = Table.of(
                "case",
                "fact",
                "relation",
                "subject",
                "prompt",
                "target_new",
                "target_true",
                "layer",
                "weight",
                "evaluations",
                "end",
                "loss",
                "nll",
                "kl",
                "decay",
                "p",
                "key_norm",
                "key_overlap",
                "v0_norm",
                "delta_norm",
                "r_norm");
        for (int i = 0; i < edits.size(); i++) {
            Rewrite of = rewrites.get(i);
            Edit edit = edits.get(i);
            ValueSearch.Evaluation last = edit.last();
            table.row(
                    of.id(),
                    of.fact().id(),
                    of.fact().relation(),
                    of.fact().subject(),
                    of.fact().prompt(),
                    of.target(),
                    of.fact().object(),
                    site.matrix().layer(),
                    site.symbol(),
                    edit.search().evaluations().size(),
                    String.valueOf(edit.search().end()).toLowerCase(Locale.ROOT),
                    last.loss(),
                    last.parts().likelihood(),
                    last.parts().divergence(),
                    last.parts().decay(),
                    last.probability(),
                    edit.origin().key().norm(),
                    edit.origin().overlap(),
                    edit.origin().value().norm(),
                    last.norm(),
                    edit.r().norm());
        }
        return table.build();
    }

    static Table search(EditSite site, List<Edit> edits) {
        Table.Builder table =
                Table.of("case", "layer", "weight", "step", "loss", "nll", "kl", "decay", "p", "delta_norm");
        for (Edit edit : edits) {
            for (ValueSearch.Evaluation each : edit.search().evaluations()) {
                table.row(
                        edit.name(),
                        site.matrix().layer(),
                        site.symbol(),
                        each.step(),
                        each.loss(),
                        each.parts().likelihood(),
                        each.parts().divergence(),
                        each.parts().decay(),
                        each.probability(),
                        each.norm());
            }
        }
        return table.build();
    }
}
