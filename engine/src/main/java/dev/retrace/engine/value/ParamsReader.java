package dev.retrace.engine.value;

import dev.retrace.engine.yaml.Fields;
import dev.retrace.engine.yaml.FlowList;
import dev.retrace.engine.yaml.Literals;
import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Node;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code params} and {@code profiles}, and applies what the command line changes. */
public final class ParamsReader {

    private static final List<String> KEYS = List.of("type", "default");

    /** The profile that is taken where the command line asks for no other. */
    private static final String DEFAULT_PROFILE = "default-profile";

    /** What a profile says of itself, beside its params. */
    private static final String DESCRIPTION = "description";

    private final Problems problems;
    private final Map<String, Params.Param> params = new LinkedHashMap<>();
    private final Map<String, String> setters = new HashMap<>();
    private final Map<String, Params.Param> unasked = new HashMap<>();
    private String standard = ""; // the default profile
    private String description = "";

    public ParamsReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * The params of a workflow; what is wrong with them is told. The default profile holds where no other is chosen
     * and none of its params is set: a model of one's own takes nothing from a demo.
     *
     * @param chosen the profile to apply, or null
     * @param set param to value, as {@code --set} writes it; stronger than the profile
     */
    public Params read(Fields workflow, @Nullable String chosen, Map<String, String> set) {
        workflow.entries("params", problems).forEach(this::declare);
        unasked.putAll(params);
        Map<String, Node.Entry> profiles = workflow.entries("profiles", problems);
        standard = standard(workflow, profiles);
        String taken = chosen != null ? chosen : otherwise(profiles, set.keySet());
        profiles.forEach((name, entry) -> profile(name, entry.value(), name.equals(taken)));
        if (chosen != null && !profiles.containsKey(chosen)) {
            problems.add(Location.option("--profile " + chosen), Words.unknown("profile", chosen, profiles.keySet()));
        }
        set.forEach(this::set);
        return new Params(unasked, params, setters, new Params.Profile(taken, description));
    }

    /** The default profile's name; empty if there is none. */
    private String standard(Fields workflow, Map<String, Node.Entry> profiles) {
        Optional<Value.Text> named = workflow.find(DEFAULT_PROFILE).flatMap(this::literalText);
        named.filter(text -> !profiles.containsKey(text.text()))
                .ifPresent(text -> problems.add(text.at(), Words.unknown("profile", text.text(), profiles.keySet())));
        return named.map(Value.Text::text).filter(profiles::containsKey).orElse("");
    }

    /** The default profile; nothing if it does not hold. */
    private String otherwise(Map<String, Node.Entry> profiles, Set<String> set) {
        Node.Entry profile = profiles.get(standard);
        boolean disturbed = profile != null
                && profile.value() instanceof Node.Mapping mapping
                && !Collections.disjoint(mapping.entries().keySet(), set);
        return disturbed ? "" : standard;
    }

    private void declare(String name, Node.Entry entry) {
        if (!Words.NAME.matcher(name).matches()) {
            problems.add(entry.keyAt(), "a param is named in lower case with hyphens, not " + Words.quoted(name));
        } else if (name.equals(DESCRIPTION)) {
            problems.add(entry.keyAt(), "no param can be called description: profiles describe themselves with it");
        }
        Node node = entry.value();
        if (node instanceof Node.Mapping) {
            Fields fields = Fields.of(node, "param", KEYS, problems).orElseThrow();
            Optional<Params.Type> type = type(fields, entry);
            Params.Param param = new Params.Param(name, type.orElse(null), null, type.isEmpty(), entry.keyAt());
            params.put(
                    name,
                    fields.find("default").map(value -> valued(param, value)).orElse(param));
        } else {
            Optional<Value> value = literal(node);
            params.put(name, new Params.Param(name, null, value.orElse(null), value.isEmpty(), entry.keyAt()));
        }
    }

    private Optional<Params.Type> type(Fields fields, Node.Entry entry) {
        Optional<Node> written = fields.find("type");
        if (written.isEmpty()) {
            problems.add(entry.keyAt(), "a param that is a mapping needs a type: one of " + String.join(", ", types()));
        }
        Optional<Value> value = written.flatMap(this::literal);
        for (Params.Type type : Params.Type.values()) {
            if (value.isPresent() && value.get().display().equals(word(type))) {
                return Optional.of(type);
            }
        }
        value.ifPresent(text -> problems.add(text.at(), Words.unknown("type of a param", text.display(), types())));
        return Optional.empty();
    }

    private void profile(String profileName, Node profile, boolean chosen) {
        Fields.mapping(profile, "a profile", problems)
                .ifPresent(mapping -> mapping.entries().forEach((name, setting) -> {
                    Params.Param param = params.get(name);
                    if (name.equals(DESCRIPTION)) {
                        describe(setting.value(), chosen);
                    } else if (param == null) {
                        String unknown = Words.unknown("param", name, params.keySet());
                        problems.add(setting.keyAt(), unknown + "; a profile sets only what params declare");
                    } else {
                        Params.Param valued = valued(param, setting.value());
                        setters.putIfAbsent(name, profileName);
                        params.put(name, chosen ? valued : param);
                        unasked.computeIfPresent(name, (any, own) -> profileName.equals(standard) ? valued : own);
                    }
                }));
    }

    private void describe(Node node, boolean chosen) {
        Optional<Value.Text> text = literalText(node);
        if (chosen) {
            description = text.map(words ->
                            Words.printable(words.text().replaceAll("\\s+", " ").strip()))
                    .orElse("");
        }
    }

    private void set(String name, String written) {
        Location at = Location.option("--set " + name);
        Params.Param param = params.get(name);
        if (param == null) {
            problems.add(at, Words.unknown("param", name, params.keySet()));
            return;
        }
        Optional<Value> value = param.wantsList() ? list(written, at) : Optional.of(new Value.Text(written, true, at));
        params.put(
                name, param.with(value.filter(given -> fits(param, given, at)).orElse(null)));
    }

    private Params.Param valued(Params.Param param, Node node) {
        Optional<Value> value = literal(node).filter(given -> fits(param, given, node.at()));
        return param.with(value.orElse(null));
    }

    private boolean fits(Params.Param param, Value value, Location at) {
        Params.Type type = param.type();
        boolean undecided = type == null && param.value() == null;
        if (!undecided && value instanceof Value.Items != param.wantsList()) {
            String due = param.wantsList() ? "a list, such as [a, b]" : "one value";
            problems.add(at, param.name() + " takes " + due + ", but this is " + value.kind());
            return false;
        }
        String text = value.display();
        boolean fits = type == null
                || switch (type) {
                    case TEXT, SOURCE, LIST -> true;
                    case INTEGER -> Literals.integer(text).isPresent();
                    case NUMBER -> Literals.number(text).isPresent();
                    case FLAG -> Literals.flag(text).isPresent();
                };
        if (!fits && type != null) {
            problems.add(at, param.name() + " takes " + type.due + ", but this is " + value.kind() + hint(type, text));
        }
        return fits;
    }

    private Optional<Value> literal(Node node) {
        if (node instanceof Node.Sequence sequence) {
            List<Value.Text> texts = new ArrayList<>();
            sequence.items().forEach(item -> literalText(item).ifPresent(texts::add));
            boolean complete = texts.size() == sequence.items().size();
            return complete ? Optional.of(new Value.Items(texts, node.at())) : Optional.empty();
        }
        return literalText(node).map(text -> text);
    }

    private Optional<Value.Text> literalText(Node node) {
        if (node instanceof Node.Scalar scalar) {
            if (!scalar.isEmpty() && !Template.isIn(scalar.text())) {
                return Optional.of(new Value.Text(scalar.text(), false, scalar.at()));
            }
            String made = "a param cannot be made of other params: ${…} is for with, inputs and matrix";
            problems.add(scalar.at(), scalar.isEmpty() ? Expander.NOTHING : made);
        } else if (!(node instanceof Node.Refused)) {
            problems.add(node.at(), "a text is due here, but this is " + node.kind());
        }
        return Optional.empty();
    }

    private Optional<Value> list(String written, Location at) {
        Optional<List<String>> items = FlowList.parse(written);
        if (items.isEmpty()) {
            problems.add(at, "a list, such as [a, b], is due, but this is " + Words.quoted(written));
        }
        return items.map(texts -> new Value.Items(
                texts.stream().map(text -> new Value.Text(text, true, at)).toList(), at));
    }

    private static String hint(Params.@Nullable Type type, String text) {
        return type == Params.Type.FLAG
                ? Literals.flagMeant(text)
                : Literals.plainly(text, type == Params.Type.INTEGER);
    }

    private static List<String> types() {
        return List.of(Params.Type.values()).stream().map(ParamsReader::word).toList();
    }

    private static String word(Params.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
