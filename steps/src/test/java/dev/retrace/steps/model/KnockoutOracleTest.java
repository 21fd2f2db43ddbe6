package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.intervention.Channels;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Sever;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Knockout of the last token's sources against numbers of an independent float64 implementation. */
class KnockoutOracleTest {

    @ParameterizedTest
    @ValueSource(strings = {TinyModel.MAMBA1, "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void everyWindowSourceAndKindOfChannelAgrees(String name) throws IOException {
        Path folder = TinyModel.folder(name);
        agree(folder, TinyModel.json(folder.resolve("knockout.json")));
    }

    private static void agree(Path folder, JsonNode expected) throws IOException {
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME)) {
            for (JsonNode fact : expected.path("facts")) {
                TokenBatch prompt = new TokenBatch(List.of(TinyModel.ids(fact.path("ids"))));
                try (PrefixCache base = model.prefill(prompt, Keep.forReplay())) {
                    Asked asked = new Asked(base);
                    asked.ask(List.of(), fact.path("p0"));
                    for (var source : fact.path("p").properties()) {
                        for (var category : source.getValue().properties()) {
                            asked.windows(
                                    sources(source.getKey(), fact),
                                    new Kept(expected, category.getKey(), model.architecture()),
                                    category.getValue());
                        }
                    }
                    for (JsonNode heatmap : fact.path("heatmaps")) {
                        asked.heatmap(heatmap, new Kept(expected, "ALL", model.architecture()));
                    }
                    asked.assertAgree(model, fact.path("target_id").intValue());
                }
            }
        }
    }

    private static BitSet sources(String name, JsonNode fact) {
        int length = fact.path("ids").size();
        BitSet subject = new BitSet();
        subject.set(
                fact.path("subject_start").intValue(), fact.path("subject_end").intValue());
        return switch (name) {
            case "subject" -> subject;
            case "relation" -> {
                subject.flip(0, length);
                yield subject;
            }
            case "last" -> BitSet.valueOf(new long[] {1L << (length - 1)});
            case "first" -> BitSet.valueOf(new long[] {1});
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Which channels of a layer a category leaves connected. */
    private record Kept(JsonNode expected, String category, Architecture architecture) {

        Channels of(int layer) {
            JsonNode thirds = expected.path("third_channels").path(layer);
            int channels = architecture.channels();
            return switch (category) {
                case "ALL" -> Channels.NONE;
                case "KEEP_FAST" -> Channels.of(TinyModel.ids(thirds.path("fast")));
                case "KEEP_SLOW" -> Channels.of(TinyModel.ids(thirds.path("slow")));
                case "BLOCK_FAST" ->
                    Channels.of(TinyModel.ids(thirds.path("fast"))).complement(channels);
                case "BLOCK_SLOW" ->
                    Channels.of(TinyModel.ids(thirds.path("slow"))).complement(channels);
                case "EXPLICIT" ->
                    Channels.of(TinyModel.ids(expected.path("explicit_channels")))
                            .complement(channels);
                default -> throw new IllegalArgumentException(category);
            };
        }
    }

    /** Rows of one fact, and what is expected of them. */
    private record Asked(PrefixCache base, List<Row> rows, List<JsonNode> expected) {

        Asked(PrefixCache base) {
            this(base, new ArrayList<>(), new ArrayList<>());
        }

        void ask(List<Intervention> changes, JsonNode probability) {
            rows.add(new Row(base, 0, changes));
            expected.add(probability);
        }

        void windows(BitSet sources, Kept kept, JsonNode byWindow) {
            byWindow.properties().forEach(window -> {
                for (int start = 0; start < window.getValue().size(); start++) {
                    ask(
                            cut(sources, kept, start, Integer.parseInt(window.getKey())),
                            window.getValue().get(start));
                }
            });
        }

        void heatmap(JsonNode heatmap, Kept kept) {
            int window = heatmap.path("window").intValue();
            for (int token = 0; token < heatmap.path("p").size(); token++) {
                BitSet source = new BitSet();
                source.set(token);
                JsonNode line = heatmap.path("p").get(token);
                for (int start = 0; start < line.size(); start++) {
                    ask(cut(source, kept, start, window), line.get(start));
                }
            }
        }

        private List<Intervention> cut(BitSet sources, Kept kept, int start, int window) {
            BitSet last = new BitSet();
            last.set(base.length(0) - 1);
            List<Intervention> cuts = new ArrayList<>();
            for (int layer = start; layer < start + window; layer++) {
                cuts.add(new Sever(layer, sources, last, kept.of(layer)));
            }
            return cuts;
        }

        void assertAgree(LanguageModel model, int target) {
            Readout read = model.replay(rows, new Query.Probability(Collections.nCopies(rows.size(), target)));
            for (int row = 0; row < rows.size(); row++) {
                double p = expected.get(row).doubleValue();
                assertEquals(
                        p, read.probability(row), 1e-5 + 1e-3 * p, rows.get(row).changes() + "");
            }
        }
    }
}
