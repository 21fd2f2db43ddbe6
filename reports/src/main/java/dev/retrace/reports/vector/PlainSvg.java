package dev.retrace.reports.vector;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A drawing in the SVG that browsers, editors and typesetters alike read: shapes, words, gradients and clips,
 * their looks as attributes. Styles, classes and what the drawing says to a page are left out; a picture, a
 * link, a program or a reference to anything outside is refused, for the drawing may be made of a stranger's
 * words.
 */
final class PlainSvg {

    private static final Set<String> ELEMENTS = Set.of(
            "svg",
            "g",
            "defs",
            "clipPath",
            "linearGradient",
            "radialGradient",
            "stop",
            "path",
            "rect",
            "circle",
            "ellipse",
            "line",
            "polyline",
            "polygon",
            "text",
            "tspan");
    private static final Set<String> ATTRIBUTES = Set.of(
            "id",
            "width",
            "height",
            "viewBox",
            "transform",
            "clip-path",
            "clip-rule",
            "d",
            "points",
            "x",
            "y",
            "x1",
            "y1",
            "x2",
            "y2",
            "dx",
            "dy",
            "cx",
            "cy",
            "r",
            "rx",
            "ry",
            "fx",
            "fy",
            "offset",
            "gradientUnits",
            "gradientTransform",
            "stop-color",
            "stop-opacity",
            "fill",
            "fill-opacity",
            "fill-rule",
            "stroke",
            "stroke-width",
            "stroke-opacity",
            "stroke-dasharray",
            "stroke-dashoffset",
            "stroke-linecap",
            "stroke-linejoin",
            "stroke-miterlimit",
            "paint-order",
            "opacity",
            "text-anchor",
            "font-family",
            "font-size",
            "font-style",
            "font-weight");
    private static final Set<String> UNUSED = Set.of("style", "title", "desc", "metadata");

    private static final Pattern OUTSIDE = Pattern.compile("(?i)url\\s*\\((?!#[\\w.-]+\\))|//|javascript:");

    /** Half the height of a capital: where programs that know no baseline but the alphabetic put the middle. */
    private static final String MIDDLE = "0.35em";

    private static final int CONTROL_PICTURES = 0x2400;
    private static final int UNKNOWN = 0xFFFD;

    private final StringBuilder out = new StringBuilder();
    private boolean open; // a tag whose end is not yet written

    private PlainSvg() {}

    /**
     * The drawing, with a title and a description.
     *
     * @throws IllegalArgumentException if it is no SVG, or holds what a drawing need not hold
     */
    static String of(String drawing, String title, String description) {
        PlainSvg plain = new PlainSvg();
        try {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, true);
            plain.copy(
                    factory.createXMLStreamReader(new StringReader(legal(drawing))), legal(title), legal(description));
        } catch (XMLStreamException malformed) {
            throw new IllegalArgumentException("its drawing is no XML: " + malformed.getMessage(), malformed);
        }
        return plain.out.append('\n').toString();
    }

    private void copy(XMLStreamReader from, String title, String description) throws XMLStreamException {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        int depth = 0;
        while (from.hasNext()) {
            int event = from.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (UNUSED.contains(from.getLocalName())) {
                    skip(from);
                    continue;
                }
                start(from, depth++);
                if (depth == 1) {
                    child("title", title);
                    child("desc", description);
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                end(from.getLocalName());
            } else if (event == XMLStreamConstants.CHARACTERS) {
                text(from.getText());
            }
        }
    }

    private void start(XMLStreamReader from, int depth) {
        String name = from.getLocalName();
        if (!ELEMENTS.contains(name) || (depth == 0) != name.equals("svg")) {
            throw new IllegalArgumentException("its drawing holds <" + name + ">, but only shapes and words are drawn");
        }
        close();
        out.append('<').append(name);
        if (depth == 0) {
            out.append(" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
        }
        attributes(from)
                .forEach((key, value) -> out.append(' ')
                        .append(key)
                        .append("=\"")
                        .append(escaped(value))
                        .append('"'));
        open = true;
    }

    private static Map<String, String> attributes(XMLStreamReader from) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < from.getAttributeCount(); i++) {
            put(from.getAttributeLocalName(i), from.getAttributeValue(i), all);
        }
        return all;
    }

    private static void put(String name, String value, Map<String, String> all) {
        if (name.equals("style")) {
            for (String declaration : value.split(";", -1)) {
                int colon = declaration.indexOf(':');
                if (colon > 0) {
                    put(
                            declaration.substring(0, colon).strip(),
                            declaration.substring(colon + 1).strip(),
                            all);
                }
            }
        } else if (name.equals("dominant-baseline") && value.equals("central")) {
            all.put("dy", MIDDLE);
        } else if (ATTRIBUTES.contains(name)) {
            if (OUTSIDE.matcher(value).find()) {
                throw new IllegalArgumentException("its drawing refers to something outside: " + name + "=" + value);
            }
            all.put(name, value);
        }
    }

    private void child(String name, String words) {
        close();
        out.append("\n<")
                .append(name)
                .append('>')
                .append(escaped(words))
                .append("</")
                .append(name)
                .append('>');
    }

    private void end(String name) {
        if (open) {
            out.append("/>");
            open = false;
        } else {
            out.append("</").append(name).append('>');
        }
    }

    private void text(String words) {
        if (!words.isEmpty()) {
            close();
            out.append(escaped(words));
        }
    }

    private void close() {
        if (open) {
            out.append('>');
            open = false;
        }
    }

    private static void skip(XMLStreamReader from) throws XMLStreamException {
        int depth = 1;
        while (depth > 0) {
            int event = from.next();
            depth += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
        }
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** What XML 1.0 cannot hold is shown: control characters by their pictures, halves of letters as unknown. */
    private static String legal(String words) {
        StringBuilder all = new StringBuilder(words.length());
        words.codePoints().forEach(point -> all.appendCodePoint(legal(point)));
        return all.toString();
    }

    private static int legal(int point) {
        if (point < ' ') {
            return point == '\n' || point == '\t' ? point : CONTROL_PICTURES + point;
        }
        boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return half || point == 0xFFFE || point == 0xFFFF ? UNKNOWN : point;
    }
}
