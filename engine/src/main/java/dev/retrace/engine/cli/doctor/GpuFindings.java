package dev.retrace.engine.cli.doctor;

import dev.retrace.engine.device.DeviceChoice;
import dev.retrace.engine.device.DeviceNames;
import dev.retrace.engine.device.Devices;
import dev.retrace.engine.device.Gpu;
import dev.retrace.engine.device.GpuReader;
import dev.retrace.engine.device.Gpus;
import dev.retrace.engine.torch.KernelCompiler;
import dev.retrace.engine.torch.TorchLibraries;
import dev.retrace.engine.torch.TorchSearch;
import java.util.List;
import java.util.Map;

/** What there is of GPUs, what torch needs to use them, and whether it really does. */
public final class GpuFindings {

    private final Map<String, String> environment;
    private final Findings findings;

    public GpuFindings(Map<String, String> environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    /** Looks, and tries each GPU where all that it needs is found. */
    public void look() {
        Gpus gpus = GpuReader.read(environment);
        if (gpus.usable().isEmpty() && gpus.mistakes().isEmpty()) {
            findings.fact("gpu", "none seen; everything runs on the cpu");
            return;
        }
        gpus.mistakes().forEach(this::mistake);
        gpus.usable().forEach(gpu -> findings.good(gpu.device() + " " + gpu.described()));
        if (!gpus.usable().isEmpty()) {
            TorchSearch search = new TorchSearch(environment);
            TorchLibraries torch = search.forCuda();
            if (libraries(torch)) {
                compiler(torch);
                gpus.usable().forEach(gpu -> tryIt(gpu, new DeviceChoice(gpus, search)));
            }
        }
    }

    /** Who hides GPUs on purpose lacks nothing. */
    private void mistake(String mistake) {
        if (mistake.startsWith("CUDA_VISIBLE_DEVICES")) {
            findings.without("some GPUs", mistake);
        } else {
            findings.check(false, "a GPU that can be used", mistake);
        }
    }

    private boolean libraries(TorchLibraries torch) {
        List<String> missing = torch.missingForCuda();
        if (missing.isEmpty()) {
            findings.good("PyTorch " + torch.version() + "+" + torch.flavor() + " in " + torch.folder() + " ("
                    + torch.origin() + ")");
            findings.good("its bridge: " + torch.bridge());
            return true;
        }
        findings.check(
                false,
                "PyTorch for CUDA: " + String.join("; ", missing),
                "`retrace doctor --install-cuda` downloads one (it asks first); or set PYTORCH_LIBRARY_PATH to the folder"
                        + " torch/lib of an installed PyTorch. Until then everything runs on the cpu");
        return false;
    }

    private void compiler(TorchLibraries torch) {
        KernelCompiler.find(environment, torch)
                .ifPresentOrElse(
                        library -> findings.good("NVRTC, which compiles the fused kernels: " + library),
                        () -> findings.without(
                                "NVRTC (libnvrtc.so), which compiles the fused kernels: plain operations are used, slower",
                                "it comes with the CUDA toolkit and with PyTorch's wheels; LD_LIBRARY_PATH can name its"
                                        + " folder"));
    }

    private void tryIt(Gpu gpu, DeviceChoice choice) {
        Devices devices = choice.of(new DeviceNames(List.of(gpu.device())));
        WorkerCheck.Result result = WorkerCheck.of(devices);
        if (result.works()) {
            findings.good("a worker starts on " + gpu.device() + (result.said().isEmpty() ? "" : ": " + result.said()));
        } else {
            findings.check(false, "a worker does not start on " + gpu.device(), result.said());
        }
    }
}
