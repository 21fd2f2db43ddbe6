package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The facts of a file, or of all {@code .json} and {@code .jsonl} files in a folder and its folders.
 *
 * <p>In a folder a relation is called by its file, as the papers call it. A single file's name is not
 * part of its content, so there it is called by the name inside.
 */
final class FactSource {

    private final Source source;
    private final PromptTemplate template;
    private final List<Fact> facts = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final boolean repeatedly;
    private final Set<String> names = new TreeSet<>();
    private int read;

    /** @param repeatedly whether to give a fact as often as a record has it, rather than once */
    FactSource(Source source, PromptTemplate template, boolean repeatedly) {
        this.source = source;
        this.template = template;
        this.repeatedly = repeatedly;
    }

    /**
     * The facts of some relations, in the order of the files and their records.
     *
     * @param relations by file or by name; all if there are none
     * @throws StepException if there is no such relation, no data file, or a wrong record
     */
    List<Fact> facts(List<String> relations) throws IOException {
        Set<String> wanted = relations.stream().map(RelationName::normal).collect(Collectors.toSet());
        for (String name : filesFor(wanted)) {
            String place = name.isEmpty() ? source.location() : source.location() + "/" + name;
            String relation = name.isEmpty() ? "" : stem(name);
            new FactReader(source.resolve(name), place, relation, template)
                    .read((fact, alias) -> take(fact, alias, wanted));
        }
        RelationName.requireKnown(relations, names, source.location());
        return List.copyOf(facts);
    }

    /** How many records were repetitions of a fact that was there already, with whichever object. */
    int repeated() {
        return read - ids.size();
    }

    private void take(Fact fact, String alias, Set<String> wanted) {
        names.add(RelationName.normal(fact.relation()));
        names.add(RelationName.normal(alias));
        if (wanted.isEmpty()
                || wanted.contains(RelationName.normal(fact.relation()))
                || wanted.contains(RelationName.normal(alias))) {
            read++;
            if (ids.add(fact.id()) || repeatedly) {
                facts.add(fact);
            }
        }
    }

    /** Only the files called as the relations wanted, if all of those have one: others need not be sound. */
    private List<String> filesFor(Set<String> wanted) {
        List<String> data = new ArrayList<>();
        for (String name : source.files().keySet()) {
            if (name.isEmpty() || name.endsWith(".json") || name.endsWith(".jsonl")) {
                data.add(name);
            }
        }
        if (data.isEmpty()) {
            throw new StepException(source.location() + ": holds no .json or .jsonl file among its "
                    + source.files().size() + " files");
        }
        List<String> called = data.stream()
                .filter(name -> wanted.contains(RelationName.normal(stem(name))))
                .toList();
        Set<String> stems =
                called.stream().map(name -> RelationName.normal(stem(name))).collect(Collectors.toSet());
        return !wanted.isEmpty() && stems.equals(wanted) ? called : data;
    }

    private static String stem(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }
}
