package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CitationTest {

    private static final Lineage PAPER = new Lineage(
            List.of(),
            List.of(),
            new Lineage.Workflow("paper", "", "paper.yaml", Map.of("model", "it's here"), List.of("model")),
            "0.1.0");

    @Test
    void theEntryOfAReportHasItsTitleWorkflowAndContent() {
        Citation citation = Citation.of("Facts", PAPER, "0123456789abcdef", "");

        assertEquals("retrace-paper-0123456789ab.bib", citation.file());
        assertEquals("""
                @misc{retrace-paper-0123456789ab,
                  title        = {{Facts}},
                  howpublished = {Report of the workflow ``paper'', made with Retrace 0.1.0},
                  note         = {Content sha256:0123456789abcdef}
                }
                """, citation.text());
    }

    @Test
    void whatIsSpecialInTexIsEscaped() {
        String text =
                Citation.of("50 % of {A_1} & \\b#$~^", Lineage.NONE, "", "").text();

        assertTrue(
                text.contains(
                        "{{50 \\% of \\{A\\_1\\} \\& \\textbackslash{}b\\#\\$\\textasciitilde{}\\textasciicircum{}}}"),
                text);
        assertTrue(text.startsWith("@misc{retrace,\n"), text);
        assertTrue(text.contains("howpublished = {Report made with Retrace}\n}"), text);
    }

    @Test
    void whatIsGivenFollowsWithItsLinesAndNothingInvisible() {
        String text = Citation.of("Facts", PAPER, "", "\n@article{a,\r\n\ttitle = {x\u202Ey}  \r\n}\n\n")
                .text();

        assertTrue(text.endsWith("}\n\n@article{a,\n  title = {x\u2039U+202E\u203Ay}\n}\n"), text);
    }

    @Test
    void aTextThatIsNoCitationIsRefused() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new ReportStep.Parameters(null, "", "x".repeat(20_001), "", false));

        assertEquals(
                "citation must have at most 20000 characters, but has 20001; give the entries of the paper alone",
                refusal.getMessage());
    }

    @Test
    void theCommandIsOneThatAShellReads() {
        Summary summary = Summary.of(PAPER, new Provenance(List.of(), List.of(), List.of()));

        assertEquals("./retrace run paper.yaml --set 'model=it'\\''s here'", summary.command());
        assertEquals(List.of(new Stage.Entry("Engine", "Retrace 0.1.0")), summary.facts());
    }
}
