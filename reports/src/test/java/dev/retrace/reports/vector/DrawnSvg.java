package dev.retrace.reports.vector;

import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** An SVG file, read by a parser that is not ours. */
record DrawnSvg(Document document) {

    /** Widths of the letters from the space to the tilde, in thousandths, as Adobe's font metrics give them. */
    private static final int[] HELVETICA = {
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
        556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
        611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
        667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
        222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584
    };

    /**
     * A line of text and the room that it takes at most in the fonts that it names.
     *
     * @param left pixels, as the others
     */
    record Word(Element element, String text, double left, double top, double right, double bottom) {}

    static DrawnSvg of(String svg) {
        try {
            return new DrawnSvg(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8))));
        } catch (SAXException | IOException | ParserConfigurationException malformed) {
            throw new AssertionError(malformed.getMessage() + "\n" + svg, malformed);
        }
    }

    Element root() {
        return document.getDocumentElement();
    }

    double height() {
        return Double.parseDouble(root().getAttribute("height"));
    }

    /** In the file's order. */
    List<Element> all(String name) {
        List<Element> elements = new ArrayList<>();
        NodeList nodes = document.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    List<Word> words() {
        return all("text").stream().map(DrawnSvg::word).toList();
    }

    private static Word word(Element element) {
        String text = element.getTextContent();
        int size = (int) Double.parseDouble(element.getAttribute("font-size").replace("px", ""));
        double width = size * text.codePoints().mapToDouble(DrawnSvg::width).sum();
        double start = number(element, "x")
                - switch (element.getAttribute("text-anchor")) {
                    case "middle" -> width / 2;
                    case "end" -> width;
                    default -> 0;
                };
        Rectangle2D flat = new Rectangle2D.Double(start, number(element, "y") - size / 2.0, width, size);
        Rectangle2D placed = transform(element.getAttribute("transform"))
                .createTransformedShape(flat)
                .getBounds2D();
        return new Word(element, text, placed.getMinX(), placed.getMinY(), placed.getMaxX(), placed.getMaxY());
    }

    /** Of a letter of Helvetica, in parts of its size; 1 where its table ends. */
    private static double width(int letter) {
        return letter < ' ' || letter > '~' ? 1 : HELVETICA[letter - ' '] / 1000.0;
    }

    private static double number(Element element, String attribute) {
        String value = element.getAttribute(attribute);
        return value.isEmpty() ? 0 : Double.parseDouble(value);
    }

    private static AffineTransform transform(String text) {
        if (text.isEmpty()) {
            return new AffineTransform();
        }
        double[] numbers = Arrays.stream(
                        text.replaceAll("[a-z()]+", " ").strip().split("[ ,]+", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return text.startsWith("translate")
                ? AffineTransform.getTranslateInstance(numbers[0], numbers[1])
                : new AffineTransform(numbers);
    }
}
