package dev.retrace.reports.page;

import dev.retrace.reports.chart.ChartLibrary;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What surrounds every page: its policy, style, charting library and program, all inline.
 *
 * @param title of the browser's window
 * @param policy the Content-Security-Policy: nothing is loaded, and of the inline scripts and styles
 *     only those with these digests are used
 * @param style the style sheet
 * @param scripts in order
 */
public record Frame(String title, String policy, Content style, List<Content> scripts) {

    public Frame {
        scripts = List.copyOf(scripts);
    }

    /** The frame of a page that has these style sheets, and runs these programs after the charting library. */
    public static Frame of(String title, List<String> styles, String... programs) {
        Asset style = Asset.joined(styles);
        List<Asset> scripts =
                new ArrayList<>(List.of(Asset.of(ChartLibrary.RESOURCE, ChartLibrary.SHA256), Asset.own("theme.js")));
        for (String program : programs) {
            scripts.add(Asset.own(program));
        }
        return new Frame(title, policy(style, scripts), style, new ArrayList<Content>(scripts));
    }

    private static String policy(Asset style, List<Asset> scripts) {
        StringBuilder allowed = new StringBuilder();
        scripts.forEach(script -> allowed.append(' ').append(script.source()));
        return "default-src 'none'; img-src data: blob:; style-src " + style.source() + "; script-src" + allowed
                + "; base-uri 'none'; form-action 'none'";
    }

    /**
     * Bytes of our own that go into a page as they are; text of a megabyte is not worth decoding.
     *
     * @param sha256 of the bytes, in Base64
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Asset(byte[] bytes, String sha256) implements Content {

        static Asset own(String name) {
            return of(read("/dev/retrace/reports/page/" + name));
        }

        static Asset joined(List<String> names) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            names.forEach(name -> all.writeBytes(own(name).bytes));
            return of(all.toByteArray());
        }

        static Asset of(String resource, String sha256) {
            return new Asset(read(resource), sha256);
        }

        private static Asset of(byte[] bytes) {
            return new Asset(bytes, Base64.getEncoder().encodeToString(DigestUtils.sha256(bytes)));
        }

        private static byte[] read(String resource) {
            try (InputStream in = Frame.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException(resource + " is not on the class path");
                }
                return in.readAllBytes();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        String source() {
            return "'sha256-" + sha256 + "'";
        }

        @Override
        public void writeTo(TemplateOutput output) {
            output.writeBinaryContent(bytes);
        }
    }
}
