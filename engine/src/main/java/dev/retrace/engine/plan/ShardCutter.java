package dev.retrace.engine.plan;

import dev.retrace.cache.Digest;
import dev.retrace.engine.table.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a table into shards by content, so that a row added or dropped moves only the shard that it
 * is in: content-defined chunking, with the rows' ids in place of a rolling hash.
 */
final class ShardCutter {

    private final int rows;

    /** @param rows per shard, about: a shard ends after an id whose hash is 0 mod {@code rows}, or at twice as many */
    ShardCutter(int rows) {
        this.rows = rows;
    }

    /**
     * The shards in order; together they are the table. The first column holds the id; rows with one
     * id stay together.
     */
    List<Table> cut(Table table) {
        List<Table> shards = new ArrayList<>();
        List<Integer> current = new ArrayList<>();
        String id = table.columns().get(0);
        for (int row = 0; row < table.size(); row++) {
            current.add(row);
            boolean last = row + 1 == table.size();
            if (last
                    || (!table.text(row, id).equals(table.text(row + 1, id))
                            && ends(table.text(row, id), current.size()))) {
                shards.add(table.rows(current));
                current = new ArrayList<>();
            }
        }
        return shards;
    }

    private boolean ends(String id, int size) {
        return size >= 2 * rows || Long.remainderUnsigned(hash(id), rows) == 0;
    }

    private static long hash(String id) {
        return Long.parseUnsignedLong(Digest.of(id).hex().substring(0, 16), 16);
    }
}
