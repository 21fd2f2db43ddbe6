package dev.retrace.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.Store;
import dev.retrace.engine.cli.InProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real runs of the trial steps, and what {@code explain} says after a change. */
final class ExplainCommandTest {

    private static final String WORKFLOW = """
            name: trial
            params:
              text: four
              cells: 3
              mark: ""
            steps:
              source:
                step: write
                with: { text: "${text}" }
              first:
                step: append
                inputs: { text: source }
                matrix: { n: { from: 1, to: "${cells}" } }
                with: { line: "${matrix.n}${mark}" }
              second:
                step: append
                inputs: { text: "first[n=${matrix.n}]" }
                matrix: { n: { from: 1, to: "${cells}" } }
                with: { line: "end" }
            """;

    @TempDir
    private Path folder;

    private InProcess here = new InProcess(Path.of(""));
    private String workflow = "";

    @BeforeEach
    void aWorkflowThatRan() throws IOException {
        here = new InProcess(folder.resolve("store"));
        workflow = Files.writeString(folder.resolve("trial.yaml"), WORKFLOW).toString();
        assertEquals(0, here.retrace("run", workflow, "--progress", "none").code());
    }

    @Test
    void whatWaitsTellsTheRootCauseAndWhatFollows() {
        String told = explain("--set", "text=five");

        assertTrue(told.contains("must run   source: param text: four -> five\n"), told);
        assertTrue(
                told.contains("undecided  first[n=1]: waits for source (must run: param text: four -> five);"
                        + " served if that gives the same bytes as before\n"),
                told);
        assertTrue(told.contains("undecided  second[n=1]: waits for first[n=1] <- source (must run: param"), told);
        assertTrue(told.contains("7 cells: 0 served, 1 to run, 6 waiting"), told);
    }

    @Test
    void whatWaitsTellsAlsoItsOwnChange() {
        String told = explain("--set", "text=five", "--set", "mark=!");

        assertTrue(told.contains("(must run: param text: four -> five); changed itself: param line: 1 -> 1!\n"), told);
    }

    @Test
    void aChangeIsFollowedThroughWhatRanToItsRoot() {
        here.retrace("run", workflow, "--progress", "none", "--set", "text=five", "--only", "first");

        String told = explain("--set", "text=five");

        assertTrue(told.contains("must run   second[n=2]: input text[n=2]: sha256:"), told);
        assertTrue(told.contains(" <- first: input text: sha256:"), told);
        assertTrue(told.contains(" <- source: param text: four -> five\n"), told);
    }

    @Test
    void aNewValueOfTheMatrixIsCalledSo() {
        String told = explain("--set", "cells=4");

        assertTrue(told.contains("must run   first[n=4]: param line: "), told);
        assertTrue(told.contains(" -> 4 (new in the matrix)\n"), told);
        assertTrue(told.contains("served     first[n=1]\n"), told);
        assertTrue(told.contains("undecided  second[n=4]: waits for first[n=4]"), told);
    }

    @Test
    void whatIsAlikeIsToldOnce() {
        here.retrace("run", workflow, "--progress", "none", "--set", "cells=12");

        String told = explain("--set", "cells=12", "--set", "mark=!");
        String all = explain("--set", "cells=12", "--set", "mark=!", "--all");

        assertTrue(told.contains("must run   12 cells of first: param line: 1 -> 1!, the others alike\n"), told);
        assertTrue(told.contains(" and 9 more; --all tells each\n"), told);
        assertTrue(all.contains("must run   first[n=12]: param line: 12 -> 12!\n"), all);
    }

    @Test
    void aRecordThatIsGoneIsNotTakenForAChange() throws IOException {
        Store store = Store.open(folder.resolve("store"));
        String run = store.runs().ids().get(0);
        RunCell cell = store.runs().read(run).orElseThrow().cells().stream()
                .filter(one -> one.cell().equals("first[n=2]"))
                .findFirst()
                .orElseThrow();
        store.actions().remove(Digest.parse(Objects.requireNonNull(cell.key())));

        String told = explain();

        assertTrue(
                told.contains("must run   first[n=2]: computed before, last seen in run " + run
                        + ", with this very key; but its record is gone from the store\n"),
                told);
    }

    @Test
    void aHitTellsWhereItCameFrom() {
        here.retrace("run", workflow, "--progress", "none");

        String told = explain("second[n=1]");

        assertTrue(told.startsWith("served     second[n=1]: computed "), told);
        assertTrue(told.contains(", attempt 1, reused by 1 run since\n"), told);
        assertTrue(told.contains("input text <- first[n=1]  "), told);
        assertTrue(told.contains("  input text <- source  "), told);
        assertTrue(explain("--hits").contains("served     source  "));
    }

    @Test
    void aNameThatThePlanLacksIsRefused() {
        Ended refused = here.retrace("explain", workflow, "third");

        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("the plan has no cell, combination or step 'third'"), refused.err());
    }

    @Test
    void scriptsGetEveryCellWithItsKey() {
        JsonNode plan = JsonMapper.shared().readTree(explain("--json", "--set", "cells=4"));

        assertEquals(8, plan.get("cells").size());
        assertEquals("served", plan.get("cells").get(0).get("state").asString());
        JsonNode reason = plan.get("cells").get(4).get("reason");
        assertEquals("params.line", reason.get("changes").get(0).get("field").asString());
        assertEquals(1, plan.get("estimate").get("toRun").asInt());
    }

    private String explain(String... options) {
        String[] words = new String[options.length + 2];
        words[0] = "explain";
        words[1] = workflow;
        System.arraycopy(options, 0, words, 2, options.length);
        Ended told = here.retrace(words);
        assertEquals(0, told.code(), told.err());
        return told.out();
    }
}
