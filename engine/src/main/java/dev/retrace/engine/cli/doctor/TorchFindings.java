package dev.retrace.engine.cli.doctor;

import dev.retrace.engine.device.DeviceChoice;
import dev.retrace.engine.device.DeviceNames;
import dev.retrace.engine.device.Gpus;
import dev.retrace.engine.step.LaneDescription;
import dev.retrace.engine.torch.TorchLibraries;
import dev.retrace.engine.torch.TorchSearch;
import java.util.List;
import java.util.ServiceLoader;

/** Whether torch starts on the CPU. */
public final class TorchFindings {

    private final TorchSearch search;
    private final Findings findings;

    public TorchFindings(TorchSearch search, Findings findings) {
        this.search = search;
        this.findings = findings;
    }

    /** Starts it: that of the class path in this process, one of the user's in a worker, which is told where it is. */
    public void look() {
        TorchLibraries torch = search.forCpu();
        if (torch.folder() == null) {
            ServiceLoader.load(LaneDescription.class).forEach(this::look);
            return;
        }
        DeviceChoice choice = new DeviceChoice(new Gpus(List.of(), List.of()), search);
        WorkerCheck.Result result = WorkerCheck.of(choice.of(DeviceNames.parse("cpu")));
        findings.check(
                result.works(),
                "PyTorch " + torch.version() + " in " + torch.folder() + " (" + torch.origin() + ") "
                        + (result.works() ? "starts on the cpu" : "does not start on the cpu"),
                result.said());
    }

    private void look(LaneDescription lane) {
        try {
            lane.describe("cpu").forEach((name, value) -> findings.good(name + " " + value));
        } catch (RuntimeException | LinkageError missing) {
            findings.check(false, "torch does not start", String.valueOf(missing.getMessage()));
        }
    }
}
