package dev.retrace.reports.vector;

import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.figure.Plots;
import dev.retrace.reports.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A chart of each kind, drawn by the step {@code plot} from tables that are made here. */
final class SampleCharts {

    static final String HOSTILE = "</script><script>alert(1)</script><!-- ]]> \"'&amp;\u202E\u2028\u0007 {a|b}";

    private static final List<String> BUCKETS =
            List.of("last", "further", "subject_last", "subject_2nd_last", "subject_earlier");
    private static final int LAYERS = 24;
    private static final int FACTS = 12;

    private final Path folder;
    private final List<Sketch> sketches = new ArrayList<>();

    SampleCharts(Path folder) {
        this.folder = folder;
    }

    /** One of each kind, as the papers' figures have them. */
    static List<Sketch> ofEachKind(Path folder) throws IOException {
        return new SampleCharts(folder)
                .add("heatmap", Plots.heatMap().put("x-label", "layer"), effects(BUCKETS))
                .add("heatmap-published", Plots.heatMap().put("published", "romba/2b"), effects(BUCKETS))
                .add("lines", series("lines"), changes())
                .add("lines-in-panels", series("lines").put("panel", "relation"), changes())
                .add("bars", series("bars"), changes())
                .add("bars-in-words", series("bars").put("x", "relation"), changes())
                .add("boxes", series("boxes").put("x", "relation"), changes())
                .add("dots", dots(), changes())
                .sketches;
    }

    /** A heat map, bars and dots whose words are hostile. */
    static List<Sketch> ofHostileWords(Path folder) throws IOException {
        Table.Builder table = Table.of("fact", "layer", "bucket", "ie", "relation");
        for (int layer = 0; layer < 4; layer++) {
            table.row("a", layer, HOSTILE, 0.1 * layer, HOSTILE);
            table.row("b", layer, "an honest name " + "that goes on and on ".repeat(6), 1, "honest");
        }
        ObjectNode bars = Plots.series("bars").put("series", "relation").put("x", "bucket");
        return new SampleCharts(folder)
                .add("hostile-map", Plots.heatMap().put("title", HOSTILE).put("x-label", HOSTILE), table.build())
                .add("hostile-bars", bars.put("title", HOSTILE), table.build())
                .add("hostile-dots", dots().put("y", "bucket").put("value", "ie"), table.build())
                .sketches;
    }

    private SampleCharts add(String name, ObjectNode parameters, Table table) throws IOException {
        Path figure = Plots.draw(Files.createDirectories(folder.resolve(name)), table, parameters);
        FigureDocument document = Json.mapper().readValue(Files.readAllBytes(figure), FigureDocument.class);
        sketches.add(Sketch.of(name, document).orElseThrow());
        return this;
    }

    private static ObjectNode series(String kind) {
        return Plots.series(kind)
                .put("series", "setting")
                .put("value", "relative_change")
                .put("title", "Knock-out by mean ablation");
    }

    private static ObjectNode dots() {
        ObjectNode parameters = Plots.heatMap();
        parameters.remove("x");
        return parameters.put("kind", "dots").put("y", "relation").put("value", "share");
    }

    private static Table effects(List<String> buckets) {
        Table.Builder table = Table.of("fact", "layer", "layers", "bucket", "ie_paper", "ie_proper");
        for (int fact = 0; fact < FACTS; fact++) {
            for (int layer = 0; layer < LAYERS; layer++) {
                for (String bucket : buckets) {
                    double effect = 1 / (1 + Math.exp(0.2 * bucket.length() * (layer - 12.0))) + 0.01 * fact;
                    table.row("f" + fact, layer, LAYERS, bucket, effect, effect);
                }
            }
        }
        return table.build();
    }

    private static Table changes() {
        Table.Builder table = Table.of("fact", "relation", "layer", "setting", "relative_change", "share");
        for (int fact = 0; fact < FACTS; fact++) {
            for (int layer = 0; layer < LAYERS; layer++) {
                for (String setting : List.of("subject", "subj_last", "non_subject", "prompt_last")) {
                    double change = (setting.length() / 12.0 - 1.2) * Math.sin(layer / 6.0) + fact % 4 / 20.0;
                    String relation = fact % 3 == 0 ? "country_capital_city" : "superhero_archnemesis_of_old";
                    table.row("f" + fact, relation, layer, setting, change, 0.5 + change / 4);
                }
            }
        }
        return table.build();
    }
}
