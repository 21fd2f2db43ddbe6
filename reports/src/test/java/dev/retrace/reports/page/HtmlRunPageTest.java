package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.run.RunPage;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class HtmlRunPageTest {

    @Test
    void theEngineFindsThePage() {
        assertEquals(
                HtmlRunPage.class,
                ServiceLoader.load(RunPage.class).findFirst().orElseThrow().getClass());
    }

    @Test
    void thePageLinksToAReportThatExists() {
        assertTrue(new HtmlRunPage().render(SampleRun.json(), true).contains("href=\"report.html\""));
        assertFalse(new HtmlRunPage().render(SampleRun.json(), false).contains("report.html"));
    }

    /** Eight cells, shard i taking 140 + 0.9 i seconds: 8 * 140 + 0.9 * 28 = 1145.2 s. */
    @Test
    void stepsAreCountedByState() {
        RunView view = RunView.of(RunRecord.parse(SampleRun.json()), true);

        assertEquals(List.of("served", "computed", "failed", "skipped"), view.states());
        assertTrue(
                view.steps().contains(new RunView.StepCounts("trace-h", "patch", List.of(0, 8, 0, 0), "19 min 5 s")));
    }

    @Test
    void theTimelineHasTheStartedCellsInTheirLanes() {
        Timeline timeline = Timeline.of(RunRecord.parse(SampleRun.json()));

        assertEquals(List.of("engine", "cpu-0", "cpu-1"), timeline.lanes());
        assertEquals(14, timeline.bars().size());
        assertEquals(
                new Timeline.Bar(1, 2, 2000, 96_000, "computed", "known: computed after 2.0 s, 1 min 36 s"),
                timeline.bars().get(2));
    }

    @Test
    void unknownStatesAndBrokenTimesAreShownAsTheyAre() {
        String json = "{\"cells\":[{\"cell\":\"a\",\"state\":\"Adopted\",\"started\":\"yesterday\"}]}";

        RunView view = RunView.of(RunRecord.parse(json), false);

        assertEquals(List.of("served", "computed", "failed", "skipped", "adopted"), view.states());
        assertFalse(view.hasTimeline());
        assertTrue(new HtmlRunPage().render(json, false).contains("Nothing was started in this run."));
    }

    @Test
    void durationsReadWell() {
        assertEquals("340 ms", RunView.duration(340));
        assertEquals("1.5 s", RunView.duration(1_500));
        assertEquals("4 min 12 s", RunView.duration(252_000));
        assertEquals("2 h 5 min", RunView.duration(7_500_000));
    }

    @Test
    void whatIsNoRecordIsRefused() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new HtmlRunPage().render("[1]", false));

        assertTrue(refusal.toString().contains("run.json is not the record of a run: "), refusal::toString);
    }
}
