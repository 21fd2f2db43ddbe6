package dev.retrace.steps.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The data under {@code workflows/data}: the relations by the names of their files, and the requests to edit. */
final class ShippedWorld {

    /** A subject and its object. */
    record Sample(String subject, String object) {}

    /**
     * A relation.
     *
     * @param fewShot templates made to follow examples
     * @param zeroShot templates made to stand alone
     * @param paraphrases further ones, for a model that learns the facts
     */
    record Relation(
            String name, List<String> fewShot, List<String> zeroShot, List<String> paraphrases, List<Sample> samples) {

        List<String> templates() {
            return Stream.of(fewShot, zeroShot, paraphrases)
                    .flatMap(List::stream)
                    .toList();
        }

        Set<String> objects() {
            return samples.stream().map(Sample::object).collect(Collectors.toSet());
        }

        List<String> subjectsOf(String object) {
            return samples.stream()
                    .filter(sample -> sample.object().equals(object))
                    .map(Sample::subject)
                    .toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private ShippedWorld() {}

    static Path folder() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("workflows")) ? here : Objects.requireNonNull(here.getParent());
        return root.resolve("workflows/data");
    }

    static List<Relation> relations() {
        try (Stream<Path> files = Files.list(folder().resolve("relations"))) {
            return files.sorted().map(ShippedWorld::relation).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Rewrite> rewrites() throws IOException {
        RewriteReader reader = new RewriteReader();
        reader.read(Sources.of(folder().resolve("rewrites.json")));
        return reader.rewrites();
    }

    private static Relation relation(Path file) {
        String name = file.getFileName().toString().replace(".json", "");
        List<Relation> relations = new ArrayList<>();
        try {
            new JsonRecords(file, name).read(record -> relations.add(relation(name, record)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return relations.get(0);
    }

    private static Relation relation(String name, JsonRecord record) {
        List<Sample> samples = record.list("samples").stream()
                .map(sample -> new Sample(sample.text("subject"), sample.text("object")))
                .toList();
        return new Relation(
                name,
                record.texts("prompt_templates"),
                record.texts("prompt_templates_zs"),
                record.texts("paraphrases"),
                samples);
    }
}
