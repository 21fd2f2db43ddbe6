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
 * The facts of files and folders. Of a folder these are all {@code .json} and {@code .jsonl} files in it and its folders.
 *
 * <p>In a folder a relation is called by its file, as the papers call it. A single file's name is not
 * part of its content, so there it is called by the name inside.
 */
final class FactSource {

    private final List<Source> sources;
    private final PromptTemplate template;
    private final List<Fact> facts = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final boolean repeatedly;
    private final Set<String> names = new TreeSet<>();
    private int read;

    /** @param repeatedly whether to give a fact as often as a record has it, rather than once */
    FactSource(List<Source> sources, PromptTemplate template, boolean repeatedly) {
        this.sources = List.copyOf(sources);
        this.template = template;
        this.repeatedly = repeatedly;
    }

    /**
     * The facts of some relations, in the order of the files and their records; single files come first.
     *
     * @param relations by file or by name; all if there are none
     * @throws StepException if there is no such relation, no data file, or a wrong record
     */
    List<Fact> facts(List<String> relations) throws IOException {
        Set<String> wanted = relations.stream().map(RelationName::normal).collect(Collectors.toSet());
        List<DataFile> files = new ArrayList<>();
        sources.forEach(source -> files.addAll(files(source)));
        for (DataFile file : files) {
            if (file.name.isEmpty()) {
                read(file, wanted); // what its relation is called is known only then
            }
        }
        for (DataFile file : inFolders(files, wanted)) {
            read(file, wanted);
        }
        RelationName.requireKnown(
                relations, names, sources.stream().map(Source::location).collect(Collectors.joining(", ")));
        return List.copyOf(facts);
    }

    /** @param name inside a folder; empty for a source that is one file */
    private record DataFile(Source source, String name) {

        String place() {
            return name.isEmpty() ? source.location() : source.location() + "/" + name;
        }

        /** What its relation is called; empty where the file says it. */
        String relation() {
            return name.isEmpty() ? "" : stem(name);
        }
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

    private void read(DataFile file, Set<String> wanted) throws IOException {
        new FactReader(file.source.resolve(file.name), file.place(), file.relation(), template)
                .read((fact, alias) -> take(fact, alias, wanted));
    }

    /** Only files called as the relations wanted, if all that were not met yet have one: others need not be sound. */
    private List<DataFile> inFolders(List<DataFile> files, Set<String> wanted) {
        List<DataFile> all = files.stream().filter(file -> !file.name.isEmpty()).toList();
        List<DataFile> called = all.stream()
                .filter(file -> wanted.contains(RelationName.normal(file.relation())))
                .toList();
        Set<String> met = new HashSet<>(names);
        called.forEach(file -> met.add(RelationName.normal(file.relation())));
        return !wanted.isEmpty() && met.containsAll(wanted) ? called : all;
    }

    private static List<DataFile> files(Source source) {
        List<DataFile> data = new ArrayList<>();
        for (String name : source.files().keySet()) {
            if (name.isEmpty() || name.endsWith(".json") || name.endsWith(".jsonl")) {
                data.add(new DataFile(source, name));
            }
        }
        if (data.isEmpty()) {
            throw new StepException(source.location() + ": holds no .json or .jsonl file among its "
                    + source.files().size() + " files");
        }
        return data;
    }

    private static String stem(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }
}
