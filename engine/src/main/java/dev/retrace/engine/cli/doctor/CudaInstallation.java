package dev.retrace.engine.cli.doctor;

import dev.retrace.engine.torch.install.NativesInstaller;
import dev.retrace.engine.torch.install.NativesInstaller.Offer;
import dev.retrace.engine.yaml.Quantities;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;

/** Installs PyTorch's CUDA libraries after saying what that takes and hearing yes. */
public final class CudaInstallation {

    private final PrintWriter out;
    private final PrintWriter err;

    /** @param err for questions and progress */
    public CudaInstallation(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Installs, or checks what is installed.
     *
     * @param yes whether the answer is known
     * @return whether the libraries are there, whole
     */
    public boolean install(boolean yes) throws IOException, InterruptedException {
        NativesInstaller installer = new NativesInstaller(System.getenv(), err::println);
        List<String> damages = installer.damages();
        if (damages.isEmpty()) {
            out.println(
                    "PyTorch's CUDA libraries are there, and every file is as it was installed: " + installer.folder());
            return true;
        } else if (damages.size() > 1 || !damages.get(0).equals(NativesInstaller.NOT_THERE)) {
            err.println(installer.folder() + " is not as it was installed: " + String.join(", ", damages)
                    + "; it is fetched anew");
        }
        Offer offer = installer.look();
        offer.files()
                .forEach(
                        file -> out.println("%10s  %s".formatted(Quantities.shownMemory(file.size()), file.address())));
        out.println("%d files, %s to fetch from %s, published by the Deep Java Library (DJL); about %s unpacked in %s"
                .formatted(
                        offer.files().size(),
                        Quantities.shownMemory(offer.size()),
                        offer.address(),
                        Quantities.shownMemory(installer.room(offer)),
                        installer.folder()));
        out.flush();
        if (!yes && !agreed()) {
            out.println("nothing was fetched; with --yes it is not asked");
            return false;
        }
        installer.install(offer).forEach(out::println);
        out.println("installed in " + installer.folder() + "; `retrace doctor` tries them");
        return true;
    }

    /** Only a person at a terminal can agree. */
    private boolean agreed() throws IOException {
        if (!"1".equals(System.getenv("RETRACE_TERMINAL"))) { // Java cannot tell; the launcher can
            return false;
        }
        err.print("fetch and install them? [y/N] ");
        err.flush();

        String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
