package dev.retrace.steps.catalog;

import dev.retrace.engine.step.SourceFetcher;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.Checkpoint;
import dev.retrace.steps.hub.HubFetcher;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.model.Positions;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tensor.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a model expects after a prompt. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Predicts the next token after a prompt: checks in one line that a model is read right.",
        footer = {"", "Example: retrace predict hf:state-spaces/mamba-130m-hf --prompt \"The Eiffel Tower is in\""})
final class PredictCommand implements Callable<Integer> {

    /** What attention over a prompt needs grows with its square. */
    private static final int MOST_TOKENS = 4096;

    private static final String THREADS = "ai.djl.pytorch.num_threads";

    @Parameters(
            paramLabel = "MODEL",
            description = "A folder with config.json, weights and tokenizer.json, or hf:ORG/NAME[@REVISION].")
    private String model = "";

    @Option(names = "--prompt", paramLabel = "TEXT", description = "The prompt, as text; no token is added to it.")
    private @Nullable String prompt;

    @Option(names = "--tokens", paramLabel = "IDS", description = "The prompt, as ids of tokens, such as 1,2,3.")
    private @Nullable String tokens;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many tokens to print (default: ${DEFAULT-VALUE}).")
    private int top = 5;

    @Option(
            names = "--logits",
            paramLabel = "FILE",
            description = "Write all logits into this file, as JSON: {\"logits\": [[...]]}, [token][vocabulary].")
    private @Nullable Path logits;

    @Option(
            names = "--revision",
            paramLabel = "REVISION",
            description = "Of a model on the hub: branch, tag or commit.")
    private String revision = "";

    @Option(names = "--offline", description = "Use no network; a model that is not on this machine is refused.")
    private boolean offline;

    @Option(names = "--json", description = "Print JSON, with the SHA-256 of the model's files.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            requireOnePrompt();
            NamedModel named = NamedModel.find(model, revision, new HubFetcher(), network());
            Checkpoint checkpoint = Checkpoint.read(named.folder());
            try (TokenTexts texts = texts(named.folder())) {
                int[] ids = ids(texts);
                requireVocabulary(ids, checkpoint.config().vocabulary());
                List<NextToken> best = predict(checkpoint, ids);
                PredictionText answer = new PredictionText(
                        named,
                        checkpoint.config().family(),
                        Arrays.stream(ids).boxed().toList(),
                        best,
                        texts);
                answer.print(spec.commandLine().getOut(), json);
            }
            return 0;
        } catch (Mistake mistake) {
            throw new ParameterException(spec.commandLine(), String.valueOf(mistake.getMessage()), mistake);
        }
    }

    private void requireOnePrompt() {
        if ((prompt == null) == (tokens == null)) {
            throw new Mistake(
                    prompt == null
                            ? "a prompt is missing: give --prompt TEXT or --tokens 1,2,3"
                            : "--prompt and --tokens both give the prompt; give one of them");
        }
        if (top < 1) {
            throw new Mistake("--top prints at least 1 token, not " + top);
        }
        if (prompt != null && prompt.isEmpty()) {
            throw new Mistake("the prompt is empty, but a model predicts what follows something");
        }
    }

    /** A prompt of numbers needs no tokenizer, so a broken one is no hindrance then. */
    private TokenTexts texts(Path folder) throws IOException {
        try {
            return TokenTexts.of(folder);
        } catch (StepException broken) {
            if (prompt != null) {
                throw broken;
            }
            spec.commandLine().getErr().println("tokens are shown without their texts: " + broken.getMessage());
            return TokenTexts.none(folder);
        }
    }

    private int[] ids(TokenTexts texts) {
        if (prompt != null) {
            return texts.encode(prompt);
        }
        return Arrays.stream(String.valueOf(tokens).split(",", -1))
                .mapToInt(PredictCommand::id)
                .toArray();
    }

    private static int id(String written) {
        try {
            return Integer.parseInt(written.strip());
        } catch (NumberFormatException odd) {
            throw new Mistake(
                    "--tokens takes ids with commas between them, as in 1,2,3, but '" + written + "' is none", odd);
        }
    }

    private static void requireVocabulary(int[] ids, int vocabulary) {
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw new Mistake("token " + id + " is not in the model's vocabulary, which has " + vocabulary
                        + " tokens, 0 to " + (vocabulary - 1));
            }
        }
        if (ids.length == 0 || ids.length > MOST_TOKENS) {
            throw new Mistake("the prompt has " + ids.length + " tokens, but must have 1 to " + MOST_TOKENS);
        }
    }

    private List<NextToken> predict(Checkpoint checkpoint, int[] ids) throws IOException {
        if (logits == null) {
            return predict(checkpoint, ids, each -> {});
        }
        try (LogitsFile file = LogitsFile.to(logits)) {
            List<NextToken> best = predict(checkpoint, ids, file);
            file.publish();
            return best;
        }
    }

    private List<NextToken> predict(Checkpoint checkpoint, int[] ids, Consumer<float[]> sink) throws IOException {
        if (System.getProperty(THREADS) == null) {
            System.setProperty(THREADS, "1"); // as workers do, so that the same prompt gives the same bits
        }
        try (LanguageModel loaded = ModelLoader.ofCheckpoint(checkpoint, "cpu", Precision.FLOAT32.toString())) {
            int positions = loaded.architecture().positions();
            if (ids.length > positions) {
                throw new Mistake("the prompt has " + ids.length + " tokens, but the model takes at most " + positions);
            }
            try (PrefixCache run = loaded.prefill(new TokenBatch(List.of(ids)), Keep.nothing())) {
                float[] last = new float[0];
                for (int token = logits == null ? ids.length - 1 : 0; token < ids.length; token++) {
                    last = logits(loaded, run, token);
                    sink.accept(last);
                }
                return NextToken.best(last, top);
            }
        }
    }

    /** One token's at a time: those of a long prompt together can be a gigabyte. */
    private static float[] logits(LanguageModel loaded, PrefixCache run, int token) {
        Query query = new Query.Logits(new Positions.Chosen(List.of(List.of(token))));
        return loaded.replay(List.of(new Row(run, 0, List.of())), query).logits(0, 0);
    }

    private SourceFetcher.Network network() {
        String forbidden = offline ? "--offline was given" : SourceFetcher.Network.forbiddenBy(System.getenv());
        return new SourceFetcher.Network() {
            @Override
            public String forbidden() {
                return forbidden;
            }

            @Override
            public void tell(String line) {
                spec.commandLine().getErr().println(line);
            }
        };
    }
}
