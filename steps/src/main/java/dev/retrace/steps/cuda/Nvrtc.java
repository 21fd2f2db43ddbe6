package dev.retrace.steps.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** NVIDIA's run-time compiler, found where CUDA or a PyTorch puts it. */
final class Nvrtc {

    /** For the system's own search. */
    private static final List<String> NAMES = List.of("libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so");

    /** In a folder; PyTorch's own builds put a checksum into the name. */
    private static final Pattern LIBRARY = Pattern.compile("libnvrtc(?:-[0-9a-f]{8,64})?\\.so(?:\\.[0-9.]{1,16})?");

    private final Functions functions;

    private Nvrtc(Functions functions) {
        this.functions = functions;
    }

    /** The library's own names. */
    private interface Functions extends Library {
        int nvrtcVersion(IntByReference major, IntByReference minor);

        int nvrtcCreateProgram(
                PointerByReference program,
                String source,
                String name,
                int headers,
                @Nullable Pointer sources,
                @Nullable Pointer names);

        int nvrtcCompileProgram(Pointer program, int count, String[] options);

        int nvrtcGetProgramLogSize(Pointer program, LongByReference size);

        int nvrtcGetProgramLog(Pointer program, byte[] log);

        int nvrtcGetCUBINSize(Pointer program, LongByReference size);

        int nvrtcGetCUBIN(Pointer program, byte[] code);

        int nvrtcDestroyProgram(PointerByReference program);
    }

    /**
     * Looks for the library.
     *
     * @param torch the folder of torch's own libraries; NVIDIA's wheels lie beside it
     */
    static Optional<Nvrtc> find(Path torch) {
        return candidates(torch).flatMap(name -> load(name).stream()).findFirst();
    }

    private static Stream<String> candidates(Path torch) {
        List<Path> folders = new ArrayList<>(List.of(torch));
        list(torch.resolve("../../nvidia").normalize())
                .map(wheel -> wheel.resolve("lib"))
                .forEach(folders::add);
        folders.add(Path.of("/usr/local/cuda/lib64"));
        Stream<String> there = folders.stream()
                .flatMap(Nvrtc::list)
                .filter(file ->
                        LIBRARY.matcher(String.valueOf(file.getFileName())).matches())
                .map(Path::toString);
        return Stream.concat(there, NAMES.stream());
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> found = Files.isDirectory(folder) ? Files.list(folder) : Stream.<Path>empty()) {
            return found.sorted(Comparator.reverseOrder()).toList().stream();
        } catch (IOException unreadable) {
            return Stream.empty(); // as if there were none
        }
    }

    private static Optional<Nvrtc> load(String name) {
        try {
            return Optional.of(new Nvrtc(Native.load(name, Functions.class)));
        } catch (UnsatisfiedLinkError absent) {
            return Optional.empty();
        }
    }

    /** Such as {@code 13.0}. */
    String version() {
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        check(functions.nvrtcVersion(major, minor), "nvrtcVersion");
        return major.getValue() + "." + minor.getValue();
    }

    /**
     * Machine code.
     *
     * @param source CUDA C that includes nothing
     * @throws CudaException with the compiler's log if the source is wrong
     */
    byte[] compile(String source, List<String> options) {
        PointerByReference program = new PointerByReference();
        check(functions.nvrtcCreateProgram(program, source, "kernels.cu", 0, null, null), "nvrtcCreateProgram");
        try {
            Pointer made = program.getValue();
            LongByReference size = new LongByReference();
            if (functions.nvrtcCompileProgram(made, options.size(), options.toArray(String[]::new)) != 0) {
                check(functions.nvrtcGetProgramLogSize(made, size), "nvrtcGetProgramLogSize");
                byte[] log = new byte[Math.toIntExact(size.getValue())];
                check(functions.nvrtcGetProgramLog(made, log), "nvrtcGetProgramLog");
                throw new CudaException("NVRTC " + version() + " cannot compile kernels: " + Native.toString(log));
            }
            check(functions.nvrtcGetCUBINSize(made, size), "nvrtcGetCUBINSize");
            byte[] code = new byte[Math.toIntExact(size.getValue())];
            check(functions.nvrtcGetCUBIN(made, code), "nvrtcGetCUBIN");
            return code;
        } finally {
            functions.nvrtcDestroyProgram(program);
        }
    }

    private static void check(int result, String function) {
        if (result != 0) {
            throw new CudaException(function + " failed with " + result);
        }
    }
}
