package dev.retrace.engine.workflow;

import dev.retrace.engine.device.Precision;
import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.value.Expander;
import dev.retrace.engine.value.Params;
import dev.retrace.engine.value.ParamsReader;
import dev.retrace.engine.value.Value;
import dev.retrace.engine.yaml.Fields;
import dev.retrace.engine.yaml.Node;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.ProblemsException;
import dev.retrace.engine.yaml.SourceText;
import dev.retrace.engine.yaml.Words;
import dev.retrace.engine.yaml.YamlNodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads workflow files: from YAML to steps with typed parameters, expanded matrices and checked references. */
public final class WorkflowReader {

    private static final List<String> KEYS =
            List.of("name", "description", "params", "profiles", "default-profile", "precision", "steps");

    private static final int MOST_SHOWN = 20;
    private static final int LONGEST_NAME = 200;

    private final StepRegistry registry;
    private final SourceResolver sources;
    private final Consumer<String> announced;

    public WorkflowReader(StepRegistry registry, SourceResolver sources) {
        this(registry, sources, line -> {});
    }

    /** @param announced hears what the chosen profile says of itself, before any source is looked for */
    public WorkflowReader(StepRegistry registry, SourceResolver sources, Consumer<String> announced) {
        this.registry = registry;
        this.sources = sources;
        this.announced = announced;
    }

    /**
     * Reads a workflow with what the command line changes in it.
     *
     * @throws WorkflowException with all mistakes of the file and the command line at once
     * @throws NotHereException with all sources at once that are not here and may not be fetched
     * @throws IOException if the file or one of its sources cannot be read
     */
    public Workflow read(Path file, Overrides overrides) throws IOException {
        try {
            SourceText text = SourceText.read(file);
            Problems problems = new Problems(text);
            Node root = YamlNodes.read(text, problems);
            Fields fields = Fields.of(root, "workflow", KEYS, problems).orElseThrow(problems::exception);
            Workflow workflow = workflow(file, fields, overrides, problems);
            if (problems.none()) {
                return workflow;
            }
            throw problems.exception();
        } catch (ProblemsException wrong) {
            throw new WorkflowException(wrong);
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private Workflow workflow(Path file, Fields fields, Overrides overrides, Problems problems) {
        Params params = new ParamsReader(problems).read(fields, overrides.profile(), overrides.set());
        if (problems.none() && !params.profile().description().isEmpty()) {
            announced.accept("profile " + params.profile().name() + ": "
                    + params.profile().description());
        }
        Expander values = new Expander(params, problems);
        Map<String, Draft> drafts = new DraftReader(registry, values, problems).read(steps(fields, problems));
        ReferenceReader references = new ReferenceReader(drafts, problems);
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
        ParameterReader parameters = new ParameterReader(sources, folder, problems);
        CellReader.Readers readers = new CellReader.Readers(values, parameters, references, problems);
        Map<String, StepNode> nodes = new HashMap<>();
        drafts.forEach((id, draft) -> CellReader.read(readers, draft).ifPresent(node -> nodes.put(id, node)));
        if (problems.none()) {
            requireAll(parameters.absent());
        }
        List<StepNode> ordered = ordered(drafts, references, problems).stream()
                .map(nodes::get)
                .filter(Objects::nonNull)
                .toList();
        String name = text(fields, "name", problems)
                .map(text -> text.replaceAll("\\s+", " "))
                .filter(text -> text.length() <= LONGEST_NAME)
                .orElseGet(() -> missing(fields, "name: what it is called, in at most 200 characters", problems));
        String description = text(fields, "description", problems).orElse("");
        return new Workflow(name, description, file, precision(fields, values, problems), params, ordered);
    }

    private static void requireAll(List<String> absent) {
        if (absent.size() == 1) {
            throw new NotHereException(absent.get(0));
        } else if (!absent.isEmpty()) {
            throw new NotHereException(absent.size() + " sources are missing.\n- " + String.join("\n- ", absent));
        }
    }

    private static Map<String, Node.Entry> steps(Fields fields, Problems problems) {
        Map<String, Node.Entry> steps = fields.entries("steps", problems);
        boolean written = fields.find("steps")
                .filter(node -> !(node instanceof Node.Mapping))
                .isPresent();
        if (steps.isEmpty() && !written) {
            missing(fields, "steps: what the workflow does", problems);
        }
        return steps;
    }

    private static List<String> ordered(Map<String, Draft> drafts, ReferenceReader references, Problems problems) {
        StepOrder order = new StepOrder(new ArrayList<>(drafts.keySet()), references.needs());
        for (List<String> cycle : order.cycles()) {
            Draft first = Objects.requireNonNull(drafts.get(cycle.get(0)));
            String circle = cycle.stream().limit(MOST_SHOWN).collect(Collectors.joining(" -> "))
                    + (cycle.size() > MOST_SHOWN ? " -> … -> " : " -> ")
                    + first.id();
            problems.add(
                    first.at(),
                    "these steps wait for each other, for each reads the next: " + circle
                            + "; remove one of these inputs");
        }
        return order.order();
    }

    /** What numeric cells compute in; empty if the file does not say, or says what there is not, which is told. */
    private static String precision(Fields fields, Expander values, Problems problems) {
        Optional<Value> written = fields.find("precision").flatMap(node -> values.expand(node, Map.of()));
        written.flatMap(value -> Precision.refusal(value.display()))
                .ifPresent(refusal -> problems.add(written.orElseThrow().at(), refusal));
        return written.map(Value::display).filter(Precision.ALL::contains).orElse("");
    }

    private static Optional<String> text(Fields fields, String key, Problems problems) {
        Optional<Node> node = fields.find(key);
        if (node.isPresent()
                && node.get() instanceof Node.Scalar scalar
                && !scalar.text().isBlank()) {
            return Optional.of(
                    scalar.text().strip().lines().map(Words::printable).collect(Collectors.joining("\n")));
        }
        node.filter(other -> !(other instanceof Node.Refused))
                .ifPresent(other -> problems.add(other.at(), key + " takes a text, but this is " + other.kind()));
        return node.map(other -> "");
    }

    private static String missing(Fields fields, String what, Problems problems) {
        problems.add(fields.mapping().at(), "a workflow needs " + what);
        return "";
    }
}
