package dev.retrace.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShardCutterTest {

    @Test
    void theShardsTogetherAreTheTable() throws IOException {
        Table table = table(ids(100));

        List<Table> shards = new ShardCutter(10).cut(table);

        assertEquals(table.toCsv(), Table.concat(shards).toCsv());
        assertTrue(shards.size() > 5, "about ten shards, but there are " + shards.size());
    }

    @Test
    void noShardHasMoreThanTwiceTheRows() {
        List<Table> shards = new ShardCutter(10).cut(table(ids(1000)));

        assertTrue(shards.stream().allMatch(shard -> shard.size() <= 20));
    }

    @Test
    void aDroppedIdChangesAtMostTheShardsItTouches() throws IOException {
        List<String> all = ids(400);
        Set<String> before = texts(new ShardCutter(10).cut(table(all)));

        for (int dropped = 0; dropped < 400; dropped += 37) {
            List<String> fewer = new ArrayList<>(all);
            fewer.remove(dropped);
            Set<String> after = texts(new ShardCutter(10).cut(table(fewer)));
            after.removeAll(before);

            // Its own shard; a neighbour too if it ended one, or if that shard had been cut at twice the rows.
            assertTrue(after.size() <= 2, "dropping " + dropped + " made " + after.size() + " new shards");
        }
    }

    @Test
    void rowsOfOneIdStayTogether() {
        Table.Builder table = Table.of("id", "token");
        ids(50).forEach(id -> IntStream.range(0, 3).forEach(token -> table.row(id, token)));

        List<Table> shards = new ShardCutter(6).cut(table.build());

        assertTrue(shards.stream().allMatch(shard -> shard.size() % 3 == 0));
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "fact-" + i).toList();
    }

    private static Table table(List<String> ids) {
        Table.Builder table = Table.of("id", "length");
        ids.forEach(id -> table.row(id, id.length()));
        return table.build();
    }

    private static Set<String> texts(List<Table> shards) throws IOException {
        Set<String> texts = new HashSet<>();
        for (Table shard : shards) {
            texts.add(shard.toCsv());
        }
        return texts;
    }
}
