package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SchematicTest {

    /** Neither a style nor a program: the page's policy refuses both. Colours are attributes and classes. */
    @ParameterizedTest
    @EnumSource(Schematic.class)
    void everyDrawingIsPlainSvgWithATitleAndADescription(Schematic schematic) throws Exception {
        String svg = schematic.svg();

        Element root = parsed(schematic).getDocumentElement();
        assertEquals("svg", root.getTagName());
        assertEquals(1, root.getElementsByTagName("title").getLength());
        assertEquals(1, root.getElementsByTagName("desc").getLength());
        assertEquals(0, root.getElementsByTagName("script").getLength());
        assertEquals(0, root.getElementsByTagName("style").getLength());
        assertFalse(
                svg.contains(" style=") || svg.contains("href=") || svg.matches("(?s).* on[a-z]+=.*"), schematic::word);
    }

    /** As a file it has no page around it: the page's light hues are its attributes, and it is white. */
    @ParameterizedTest
    @EnumSource(Schematic.class)
    void everyDrawingStandsAloneInTheHuesOfALightPage(Schematic schematic) throws Exception {
        Map<String, String> hues = lightHues();
        Element root = parsed(schematic).getDocumentElement();
        NodeList all = root.getElementsByTagName("*");

        assertEquals(
                "0 0 " + root.getAttribute("width") + " " + root.getAttribute("height"), root.getAttribute("viewBox"));
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            for (String name : element.getAttribute("class").split(" ", 0)) {
                if (name.startsWith("fill-")) {
                    assertEquals(hues.get(name.substring(5)), element.getAttribute("fill"), schematic::word);
                } else if (name.startsWith("line-")) {
                    assertEquals(hues.get(name.substring(5)), element.getAttribute("stroke"), schematic::word);
                }
            }
        }
        Element ground = (Element) root.getElementsByTagName("rect").item(0);
        assertEquals("fill-card", ground.getAttribute("class"));
        assertEquals(root.getAttribute("width"), ground.getAttribute("width"));
        assertEquals(root.getAttribute("height"), ground.getAttribute("height"));
    }

    @ParameterizedTest
    @EnumSource(Schematic.class)
    void everyDrawingIsFoundByItsWordAndHasWords(Schematic schematic) {
        assertEquals(schematic, Schematic.called(schematic.word()));
        assertTrue(schematic.title().length() > 5 && schematic.description().length() > 50);
    }

    private static Document parsed(Schematic schematic) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(schematic.svg().getBytes(StandardCharsets.UTF_8)));
    }

    /** The custom properties that the page's style sheet begins with, the hues of states without their prefix. */
    private static Map<String, String> lightHues() throws IOException {
        String style;
        try (InputStream in = SchematicTest.class.getResourceAsStream("/dev/retrace/reports/page/page.css")) {
            style = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, String> hues = new HashMap<>();
        Matcher property =
                Pattern.compile("--(?:hue-)?([a-z]+): (#[0-9a-f]{6});").matcher(style.substring(0, style.indexOf('}')));
        while (property.find()) {
            hues.put(property.group(1), property.group(2));
        }
        return hues;
    }
}
