package dev.retrace.steps.knockout.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Refusal;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.dataset.Sources;
import dev.retrace.steps.dataset.TinyModels;
import dev.retrace.steps.dataset.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authors' folder in small: recorded from the tiny Mamba, one number then moved. */
class BaselineTest {

    private static final String HEAD =
            "relation,relation_id,prompt,subject,target_true,original_idx,model_correct,target_probs\n";
    private static final String WITH = "{'arch': 'mamba1', 'size': '130M'}";

    @TempDir
    private Path folder = Path.of("");

    private Workbench bench = new Workbench(folder);
    private Path golden = folder;

    @BeforeEach
    void aFolderOfOneFact() throws Exception {
        bench = new Workbench(folder);
        golden = Files.createDirectory(folder.resolve("golden"));
        evaluated("{} sat at,P1,cat sat at, cat, a,93,True,0.5\n");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void whatAKnockoutGaveAgreesWithItselfAndAMovedNumberDoesNot() throws Exception {
        Path model = TinyModels.load("mamba1-tiny", folder, bench);
        Path facts = bench.run("load-knockout-baseline", WITH, Map.of(), "source", bench.source(golden));
        Path changes = bench.run(
                "knockout",
                "{'sources': ['subject', 'first'], 'windows': [3]}",
                Map.of("model", model, "facts", facts));
        Table measured = Table.read(changes);
        evaluated("{} sat at,P1,cat sat at, cat, a,93,True," + measured.text(0, "p_clean") + "\n");
        flow("subject", "ALL", values(measured, "subject", 0));
        flow("first", "ALL", values(measured, "first", 3e-4));

        Path checked = check(changes);

        assertEquals("5", measure(checked, "all", "values"));
        assertEquals("5", measure(checked, "all", "measured"));
        assertEquals("4", measure(checked, "all", "within tolerance"));
        assertEquals("2", measure(checked, "last ← subject", "within tolerance"));
        assertEquals("1", measure(checked, "last ← first", "within tolerance"));
        assertEquals(3e-4, Double.parseDouble(measure(checked, "last ← first", "greatest difference")), 1e-7);
        String told = bench.lane().lines().get(bench.lane().lines().size() - 1);
        assertTrue(told.startsWith("of the authors' 5 probabilities 5 were measured and 4 agree within"), told);
    }

    @Test
    void whatWasNotMeasuredAgreesWithNothing() throws Exception {
        Path model = TinyModels.load("mamba1-tiny", folder, bench);
        Path facts = bench.run("load-knockout-baseline", WITH, Map.of(), "source", bench.source(golden));
        Path changes = bench.run(
                "knockout", "{'sources': ['subject'], 'windows': [3]}", Map.of("model", model, "facts", facts));
        flow("subject", "SLOW_DECAY", "\"0\": {\"hit\": true, \"true_probs\": 0.5, \"diffs\": 0}");

        Path checked = check(changes);

        assertEquals("0", measure(checked, "last ← subject, keep-slow", "measured"));
        assertEquals("0", measure(checked, "last ← subject, keep-slow", "within tolerance"));
    }

    @Test
    void aDamagedFolderIsRefusedInWords() throws Exception {
        Refusal.says(() -> load(new BaselineFolder(Sources.of(golden), "mamba2", "130M")), "arch=mamba2/size=130M");
        evaluated("{} sat at,P1,a dog sat, cat, a,93,True,0.5\n");
        Refusal.says(
                () -> load(new BaselineFolder(Sources.of(golden), "mamba1", "130M")),
                "row 1: the prompt 'a dog sat' is not its template");
        evaluated("{} sat at,P1,cat sat at, cat, a,93,True,0.5\n");
        flow("subject", "ALL", "\"0\": {\"hit\": true, \"true_probs\": \"much\"}");
        Refusal.says(
                () -> load(new BaselineFolder(Sources.of(golden), "mamba1", "130M")),
                "fact 93, window '0'",
                "true_probs");
        flow("subject", "ALL", "{");
        Refusal.says(() -> load(new BaselineFolder(Sources.of(golden), "mamba1", "130M")), "not JSON");
        flow("subject", "SOME_DECAY", "");
        Files.delete(flowFile("subject", "ALL"));
        Refusal.says(() -> load(new BaselineFolder(Sources.of(golden), "mamba1", "130M")), "SOME_DECAY");
    }

    /** What the authors published: eight facts, ten windows, eleven curves a model, and facts alone of GPT-2. */
    @Test
    void theAuthorsFolderIsRead() throws Exception {
        Path authors = SharedFolder.require("data/mamba-knockout/golden");

        for (String arch : List.of("mamba1", "mamba2")) {
            BaselineFolder of = new BaselineFolder(Sources.of(authors), arch, "130M");
            Map<String, BaselineFolder.Asked> facts = of.facts();
            assertEquals(11, facts.size());
            assertEquals(
                    8,
                    facts.values().stream()
                            .filter(BaselineFolder.Asked::correct)
                            .count());
            assertEquals(8 * 10 * 11, of.values(facts).size());
        }
        BaselineFolder gpt2 = new BaselineFolder(Sources.of(authors), "gpt2", "355M");
        assertEquals(11, gpt2.facts().size());
        assertEquals(List.of(), gpt2.values(gpt2.facts()));
    }

    private static void load(BaselineFolder of) throws Exception {
        of.values(of.facts());
    }

    private Path check(Path changes) throws Exception {
        Path facts = bench.run("load-knockout-baseline", WITH, Map.of(), "source", bench.source(golden));
        return bench.run(
                "check-knockout-baseline",
                "{}",
                Map.of("expected", facts.resolveSibling("expected.csv"), "changes", changes));
    }

    private static String measure(Path agreement, String curve, String measure) throws Exception {
        Table table = Table.read(agreement);
        for (int row = 0; row < table.size(); row++) {
            if (table.text(row, "curve").equals(curve)
                    && table.text(row, "measure").equals(measure)) {
                return table.text(row, "value");
            }
        }
        throw new AssertionError(table.toCsv());
    }

    /** @param moved what is added to the last probability */
    private static String values(Table measured, String from, double moved) {
        StringBuilder values = new StringBuilder();
        for (int row = 0; row < measured.size(); row++) {
            if (measured.text(row, "from").equals(from)) {
                double p = measured.number(row, "p_knocked") + (measured.integer(row, "start") == 1 ? moved : 0);
                values.append(values.isEmpty() ? "" : ", ")
                        .append("\"%s\": {\"hit\": false, \"true_probs\": %s, \"diffs\": 0}"
                                .formatted(measured.text(row, "start"), p));
            }
        }
        return values.toString();
    }

    private void evaluated(String row) throws Exception {
        Path file = golden.resolve("output/evaluate_model/v=x/arch=mamba1/size=130M/ds=y/outputs/outputs.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, HEAD + row);
    }

    private void flow(String source, String category, String windows) throws Exception {
        Files.createDirectories(flowFile(source, category).getParent());
        Files.writeString(
                flowFile(source, category), "{\"metadata\": {}, \"data\": {\"93\": {%s}}}".formatted(windows));
    }

    private Path flowFile(String source, String category) {
        return golden.resolve("output/info_flow/v=x/arch=mamba1/size=130M/ds=y/ws=3/target=last/source=" + source
                + "/feature_category=" + category + "/outputs/info_flow.json");
    }
}
