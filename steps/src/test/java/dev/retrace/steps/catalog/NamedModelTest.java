package dev.retrace.steps.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.step.SourceFetcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedModelTest {

    private static final Path SNAPSHOT = Path.of("cache/models--org--name/snapshots/0123abc");

    /** Gives the same snapshot for every name, and remembers the names. */
    private static final class Hub implements SourceFetcher {

        final List<String> asked = new ArrayList<>();

        @Override
        public boolean fetches(String location) {
            return true;
        }

        @Override
        public Path fetch(String location, Network network) {
            asked.add(location);
            return SNAPSHOT;
        }
    }

    private static final SourceFetcher.Network NETWORK = new SourceFetcher.Network() {
        @Override
        public String forbidden() {
            return "";
        }

        @Override
        public void tell(String line) {}
    };

    @Test
    void aNameOfTheHubGoesThereWithItsRevision() throws IOException, InterruptedException {
        Hub hub = new Hub();

        NamedModel plain = NamedModel.find("hf:org/name", "", hub, NETWORK);
        NamedModel.find("hf:org/name@v2", "", hub, NETWORK);
        NamedModel.find("hf:org/name", "v1", hub, NETWORK);

        assertEquals(List.of("hf:org/name", "hf:org/name@v2", "hf:org/name@v1"), hub.asked);
        assertEquals(new NamedModel("hf:org/name", "0123abc", SNAPSHOT), plain);
    }
}
