package dev.retrace.reports.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.reports.IdleLane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** Real charts through the other Java, as the report has them drawn. */
class VectorFiguresTest {

    @TempDir
    private static Path folder;

    private static List<Sketch> sketches;
    private static List<String> drawings;

    @BeforeAll
    static void everyKindIsDrawnOnce() throws IOException {
        sketches = new ArrayList<>(SampleCharts.ofEachKind(folder));
        sketches.addAll(SampleCharts.ofHostileWords(folder));
        drawings = VectorFigures.installed().draw(sketches, new IdleLane());
        Path left = Files.createDirectories(Path.of(System.getProperty("screenshots", "target/screenshots")));
        for (int i = 0; i < sketches.size(); i++) {
            Files.writeString(left.resolve("vector-" + sketches.get(i).name() + ".svg"), drawings.get(i));
        }
    }

    @Test
    void everyDrawingIsAWhitePageOfItsChartsSize() {
        for (int i = 0; i < sketches.size(); i++) {
            DrawnSvg svg = DrawnSvg.of(drawings.get(i));

            assertEquals("960", svg.root().getAttribute("width"));
            assertEquals(String.valueOf(sketches.get(i).height()), svg.root().getAttribute("height"));
            Element first = svg.all("*").stream()
                    .filter(element -> element.hasAttribute("fill"))
                    .findFirst()
                    .orElseThrow();
            assertEquals("#ffffff", first.getAttribute("fill"), sketches.get(i)::name);
            assertEquals(sketches.get(i).title(), svg.all("title").get(0).getTextContent());
        }
    }

    @Test
    void everyWordNamesItsFontAndStaysInsideThePage() {
        for (int i = 0; i < sketches.size(); i++) {
            DrawnSvg svg = DrawnSvg.of(drawings.get(i));

            assertTrue(svg.words().size() > 5, sketches.get(i)::name);
            for (DrawnSvg.Word word : svg.words()) {
                assertTrue(word.element().getAttribute("font-family").startsWith("Helvetica"), word::toString);
                assertTrue(word.left() >= 0 && word.right() <= 960, () -> word + " leaves the page");
                assertTrue(word.top() >= 0 && word.bottom() <= svg.height(), () -> word + " leaves the page");
            }
        }
    }

    @Test
    void nothingButShapesAndWordsIsDrawn() {
        Set<String> found = new TreeSet<>();
        for (String drawing : drawings) {
            DrawnSvg.of(drawing).all("*").forEach(element -> found.add(element.getTagName()));
            assertFalse(drawing.contains("style=") || drawing.contains("href") || drawing.contains("class="));
        }

        found.removeAll(Set.of("clipPath", "defs", "linearGradient", "stop", "g"));
        assertEquals(Set.of("svg", "title", "desc", "path", "rect", "text"), found);
    }

    /** Another process, another order, and so other charts side by side. */
    @Test
    void anotherProcessGivesTheSameBytes() throws IOException {
        List<Sketch> backwards = new ArrayList<>(sketches);
        Collections.reverse(backwards);

        List<String> again = new ArrayList<>(VectorFigures.installed().draw(backwards, new IdleLane()));

        Collections.reverse(again);
        assertEquals(drawings, again);
    }

    @Test
    void wordsOfStrangersStayWords() {
        String map = drawings.get(sketches.size() - 3);

        String words = String.join(
                "\n", DrawnSvg.of(map).words().stream().map(DrawnSvg.Word::text).toList());
        assertTrue(words.contains("</script><script>alert(1)</script><!-- ]]> \"'&amp;‹U+202E›‹U+2028›␇ {a|b}"), words);
        assertFalse(map.contains("<script"));
    }

    @Test
    void theTitleAndTheFindingAreThere() {
        DrawnSvg svg = DrawnSvg.of(drawings.get(0));

        assertEquals(sketches.get(0).description(), svg.all("desc").get(0).getTextContent());
        assertEquals("img", svg.root().getAttribute("role"));
    }
}
