package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What kind of model a folder says it holds, whether this version can run it or not. */
public final class ModelKind {

    private ModelKind() {}

    /**
     * The {@code model_type} of its {@code config.json}, else its architecture; {@code mamba} for the
     * files of the authors of Mamba, which name neither.
     *
     * @throws StepException if there is no configuration that can be read
     */
    public static String of(Path folder) throws IOException {
        Checkpoint.requireFile(folder, Checkpoint.CONFIG);
        ConfigFile config = ConfigFile.read(folder.resolve(Checkpoint.CONFIG));
        for (String key : List.of("model_type", "architectures")) {
            List<String> said = config.texts(key);
            if (!said.isEmpty()) {
                return said.get(0);
            }
        }
        return config.has("ssm_cfg") ? "mamba" : "?";
    }
}
