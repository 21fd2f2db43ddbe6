package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.ToySweep;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code retrace run} can be told, and what it tells. */
final class RunOptionsTest {

    @TempDir
    private Path folder;

    private ToySweep sweep;

    @BeforeEach
    void aSweep() throws IOException {
        sweep = new ToySweep(folder);
    }

    @Test
    void aFailureIsToldInOneLineAndShownWithItsStackTrace() throws Exception {
        Ended run = run("--only", "cells", "--set", "trouble=defect:r0c3", "--keep-going");
        Ended shown = sweep.retrace().run("show", "cells[n=3]");

        assertEquals(5, run.code(), run.err());
        assertTrue(run.err().contains("failed: cells[n=3]: IllegalStateException: a defect\n"), run.err());
        assertFalse(run.err().contains("at dev.retrace"), run.err());
        assertTrue(shown.out().contains("message   IllegalStateException: a defect"), shown.out());
        assertTrue(shown.out().contains("at dev.retrace.engine.toy.TrialStep.meetWith("), shown.out());
    }

    /** Of thirty cells that all fail, the run ends with the second. */
    @Test
    void aRunThatGaveUpIsNoPartlySuccessfulOne() throws Exception {
        Ended run = run("--only", "cells", "--set", "trouble=data", "--max-failures", "2", "--jobs", "1", "--json");

        assertEquals(1, run.code(), run.err());
        JsonNode result = JsonMapper.shared().readTree(run.out());
        assertEquals("failed", result.get("outcome").asString());
        assertEquals(2, result.at("/cells/failed").asInt());
        assertEquals(28, result.at("/cells/skipped").asInt());
        assertEquals(1, run.out().lines().count());
    }

    @Test
    void aForcedStepIsComputedAgainAndTheOthersAreServed() throws Exception {
        run("--only", "cells");
        sweep.forget();
        Ended dry = run("--only", "cells", "--force", "cells", "--dry-run");
        Ended again = run("--only", "cells", "--force", "cells");

        assertTrue(dry.out().contains("forced"), dry.out());
        assertEquals(0, again.code(), again.err());
        assertEquals(30, sweep.begun().size());
    }

    @ParameterizedTest
    @CsvSource({
        "'--keep-going,--fail-fast', 'mutually exclusive'",
        "'--max-failures,0', '--max-failures takes at least 1, not 0'",
        "'--jobs,0', '--jobs takes at least 1, not 0'",
        "'--memory,4', '--memory takes an amount with a unit, as 4GB or 512MB, but this is ''4'''",
        "'--force,cels', '--force: no step is called ''cels''; did you mean ''cells''?'"
    })
    void aWrongOptionIsAUsageMistake(String arguments, String told) throws Exception {
        Ended run = run(arguments.split(","));

        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains(told), run.err());
    }

    private Ended run(String... arguments) throws Exception {
        String[] words = new String[arguments.length + 2];
        words[0] = "run";
        words[1] = "sweep.yaml";
        System.arraycopy(arguments, 0, words, 2, arguments.length);
        return sweep.retrace().run(words);
    }
}
