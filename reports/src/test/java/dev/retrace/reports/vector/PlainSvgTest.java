package dev.retrace.reports.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSvgTest {

    private static final String HEAD =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\">";

    @Test
    void aStyleBecomesAttributesAndAClassGoes() {
        assertEquals(
                HEAD + "\n<title>T</title>\n<desc>D</desc>"
                        + "<text font-size=\"12px\" font-family=\"Arial, 'B C'\" fill=\"#000\" dy=\"0.35em\">a</text></svg>\n",
                PlainSvg.of(
                        svg("<text class=\"c\" style=\"font-size:12px; font-family:Arial, 'B C';cursor:pointer\""
                                + " fill=\"#000\" dominant-baseline=\"central\" ecmeta_series_index=\"0\">a</text>"),
                        "T",
                        "D"));
    }

    @Test
    void stylesOfTheWholeDrawingAndItsOwnTitleGo() {
        assertEquals(
                HEAD + "\n<title></title>\n<desc></desc><g><path d=\"M0 0\"/></g></svg>\n",
                PlainSvg.of(
                        svg("<style><![CDATA[.a:hover{fill:red}]]></style><title>x</title><g><path d=\"M0 0\"/></g>"),
                        "",
                        ""));
    }

    @Test
    void wordsAreEscaped() {
        String drawn =
                PlainSvg.of(svg("<text>&lt;script&gt; &amp;amp; \u202B</text>"), "</title><script>", "a & \"b\"");

        assertTrue(drawn.contains("<text>&lt;script&gt; &amp;amp; \u202B</text>"), drawn);
        assertTrue(drawn.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"), drawn);
        assertTrue(drawn.contains("<desc>a &amp; &quot;b&quot;</desc>"), drawn);
    }

    /** XML 1.0 holds neither. */
    @Test
    void controlCharactersAndHalvesOfLettersAreShown() {
        assertTrue(PlainSvg.of(svg("<text>a\u0007b\uD800c</text>"), "", "").contains("<text>a␇b\uFFFDc</text>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<image href=\"a.png\"/>",
                "<script>1</script>",
                "<foreignObject/>",
                "<a href=\"b\"/>",
                "<use/>",
                "<svg/>",
                "<animate/>"
            })
    void whatIsNeitherShapeNorWordsIsRefused(String element) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> PlainSvg.of(svg(element), "", ""));

        String name = element.replaceAll("<([a-zA-Z]+).*", "$1");
        assertEquals("its drawing holds <" + name + ">, but only shapes and words are drawn", refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fill | url(http://a.b/c#d)
            fill | url( "#d")
            stroke | URL(data:x)
            clip-path | //a.b/c
            font-family | javascript:1
            """)
    void whatRefersToAnythingOutsideIsRefused(String name, String value) {
        String path = "<path " + name + "='" + value + "'/>";

        assertThrows(IllegalArgumentException.class, () -> PlainSvg.of(svg(path), "", ""));
    }

    @Test
    void aReferenceToItselfStays() {
        assertTrue(PlainSvg.of(svg("<path fill=\"url(#zr0-g0)\"/>"), "", "").contains("fill=\"url(#zr0-g0)\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<svg>",
                "<g/>",
                "<!DOCTYPE svg [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><svg><text>&e;</text></svg>"
            })
    void whatIsNoWholeSvgIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> PlainSvg.of(text, "", ""));
    }

    private static String svg(String content) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\">"
                + content + "</svg>";
    }
}
