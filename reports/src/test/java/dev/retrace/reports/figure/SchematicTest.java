package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class SchematicTest {

    /** Neither a style nor a program: the page's policy refuses both. Colours are attributes and classes. */
    @ParameterizedTest
    @EnumSource(Schematic.class)
    void everyDrawingIsPlainSvgWithATitleAndADescription(Schematic schematic) throws Exception {
        String svg = schematic.svg();
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));

        Element root = document.getDocumentElement();
        assertEquals("svg", root.getTagName());
        assertEquals(1, root.getElementsByTagName("title").getLength());
        assertEquals(1, root.getElementsByTagName("desc").getLength());
        assertEquals(0, root.getElementsByTagName("script").getLength());
        assertEquals(0, root.getElementsByTagName("style").getLength());
        assertFalse(
                svg.contains(" style=") || svg.contains("href=") || svg.matches("(?s).* on[a-z]+=.*"), schematic::word);
    }

    @ParameterizedTest
    @EnumSource(Schematic.class)
    void everyDrawingIsFoundByItsWordAndHasWords(Schematic schematic) {
        assertEquals(schematic, Schematic.called(schematic.word()));
        assertTrue(schematic.title().length() > 5 && schematic.description().length() > 50);
    }
}
