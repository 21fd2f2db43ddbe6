package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectFactsStepTest {

    private static final Fact FRANCE = new Fact("capital", "{} has", "France", "Paris");
    private static final Fact SPAIN = new Fact("capital", "{} has", "Spain", "Madrid");
    private static final Fact AGAIN = new Fact("language", "{} speaks", "Spain", "Spanish");

    @TempDir
    private Path folder = Path.of("");

    private Workbench bench = new Workbench(folder);
    private Path facts = folder;

    @BeforeEach
    void threeFacts() throws Exception {
        bench = new Workbench(folder);
        Table.Builder table = Table.of(Fact.COLUMNS);
        List.of(FRANCE, SPAIN, AGAIN).forEach(fact -> table.row(fact.row().toArray()));
        facts = folder.resolve("facts.csv");
        table.build().write(facts);
    }

    @Test
    void factsAreKeptThatEveryModelKnows() throws Exception {
        Path answers = Files.writeString(
                folder.resolve("answers.csv"),
                "model,fact,correct\n"
                        + "one,%1$s,1\none,%2$s,1\none,%3$s,\ntwo,%1$s,0\ntwo,%2$s,1\ntwo,%3$s,1\n"
                                .formatted(FRANCE.id(), SPAIN.id(), AGAIN.id()));

        assertEquals(List.of("Spain Madrid"), select("{}", Map.of("facts", facts, "answers", answers)));
        assertEquals(
                List.of("one answers 2 facts", "two answers 2 facts", "1 of 3 facts are kept, before any draw"),
                bench.lane().lines());
    }

    @Test
    void onesOwnAreThoseOfItsOwnAnswers() throws Exception {
        Path answers = Files.writeString(
                folder.resolve("answers.csv"),
                "fact,correct\n%s,1\n%s,0\n%s,1\n".formatted(FRANCE.id(), SPAIN.id(), AGAIN.id()));

        assertEquals(
                List.of("France Paris", "Spain Spanish"), select("{}", Map.of("facts", facts, "answers", answers)));
    }

    @Test
    void ofASubjectItsFirstFactIsKept() throws Exception {
        assertEquals(List.of("Spain Madrid"), select("{'subjects': ['Spain']}", Map.of("facts", facts)));
    }

    @Test
    void aLimitBoundsWhatIsDrawn() throws Exception {
        assertEquals(1, select("{'limit': 1}", Map.of("facts", facts)).size());
        assertEquals(3, select("{'limit': 3}", Map.of("facts", facts)).size());
    }

    @Test
    void nothingLeftIsToldWithItsReason() {
        Refusal.says(() -> select("{'subjects': ['Atlantis']}", Map.of("facts", facts)), "of 3 facts none", "Atlantis");
    }

    private List<String> select(String with, Map<String, Path> inputs) throws Exception {
        Table kept = Table.read(bench.run("select-facts", with, inputs));
        List<String> found = new ArrayList<>();
        for (int row = 0; row < kept.size(); row++) {
            found.add(kept.text(row, "subject") + " " + kept.text(row, "object"));
        }
        return found;
    }
}
