package dev.retrace.engine.toy;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A report with files beside it. */
public final class AlbumStep implements Step<AlbumStep.Parameters> {

    record Parameters(
            @Param(doc = "What its one picture is called.") String picture) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("toy-album", 1, "Makes a page, data and pictures.", Parameters.class)
                .taking(InputSlot.file("text", "Anything."))
                .giving(
                        new OutputSlot("page", "html"),
                        new OutputSlot("numbers", "json"),
                        new OutputSlot("pictures", "zip"))
                .withLineage();
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Files.writeString(outputs.file("page"), "the page");
        Files.writeString(outputs.file("numbers"), "[1]");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(outputs.file("pictures")))) {
            ZipEntry picture = new ZipEntry(parameters.picture());
            picture.setTime(0);
            zip.putNextEntry(picture);
            zip.write('x');
            zip.closeEntry();
        }
    }
}
