package dev.retrace.engine.plan;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.engine.table.Table;
import dev.retrace.engine.table.TableException;
import dev.retrace.engine.workflow.Reference;
import dev.retrace.engine.workflow.Shard;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the cells of a combination once all that it reads is done: gathers its inputs, cuts shards,
 * computes keys, and asks the action cache.
 */
public final class CellDecider {

    private static final int MANY = 64;

    private final Workflow workflow;
    private final Store store;
    private final Numerics numerics;
    private final Set<String> forced;

    public CellDecider(Workflow workflow, Store store, Numerics numerics) {
        this(workflow, store, numerics, Set.of());
    }

    /** @param forced ids of steps whose cells must run although they have records */
    public CellDecider(Workflow workflow, Store store, Numerics numerics, Set<String> forced) {
        this.workflow = workflow;
        this.store = store;
        this.numerics = numerics;
        this.forced = Set.copyOf(forced);
    }

    /** Decides combinations whose needs are all done; many of them on all cores, for it is mostly looking up. */
    void decide(List<CellGroup> independent) {
        if (independent.size() < MANY) {
            independent.forEach(this::decide);
        } else {
            independent.parallelStream().forEach(this::decide);
        }
    }

    private void decide(CellGroup group) {
        List<CellGroup> missing =
                group.needs().stream().filter(need -> !need.succeeded()).toList();
        if (!missing.isEmpty() && !group.descriptor().reportsLineage()) {
            group.skip("needs " + missing.get(0).name() + ", which failed or was skipped");
            return;
        }
        try {
            List<Cell> cells = cells(group, missing);
            for (Cell cell : cells) {
                lookUp(cell);
            }
            group.decide(cells);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (TableException broken) {
            group.skip(String.valueOf(broken.getMessage()));
        }
    }

    /** The key document of a combination some of whose inputs may not exist yet; these are left out. */
    KeyDocument known(CellGroup group) {
        return KeyDocument.of(group.descriptor(), group.spec().parameters(), inputs(group), numerics);
    }

    private void lookUp(Cell cell) throws IOException {
        if (!cell.partial()) {
            Optional<ActionRecord> record = store.actions().find(cell.document().key());
            if (forced.contains(cell.node().id())) {
                record.ifPresent(cell::force);
            } else {
                record.ifPresent(found -> cell.succeed(Cell.State.SERVED, found));
            }
        }
    }

    private List<Cell> cells(CellGroup group, List<CellGroup> missing) throws IOException {
        Map<String, List<CellInput>> inputs = inputs(group);
        Shard shard = group.node().shard();
        if (shard != null) {
            return shards(group, inputs, shard);
        }
        List<byte[]> own = new ArrayList<>();
        if (group.descriptor().reportsLineage()) {
            byte[] lineage =
                    CanonicalJson.write(Lineage.of(workflow, group, missing)).getBytes(StandardCharsets.UTF_8);
            own.add(lineage);
            inputs.put("lineage", List.of(new CellInput(Map.of(), Digest.of(lineage))));
        }
        return List.of(cell(group, -1, inputs, own, !missing.isEmpty()));
    }

    private Cell cell(
            CellGroup group, int shard, Map<String, List<CellInput>> inputs, List<byte[]> own, boolean partial) {
        KeyDocument document = KeyDocument.of(group.descriptor(), group.spec().parameters(), inputs, numerics);
        return new Cell(group, shard, inputs, own, document, partial);
    }

    private List<Cell> shards(CellGroup group, Map<String, List<CellInput>> inputs, Shard shard) throws IOException {
        List<Cell> cells = new ArrayList<>();
        for (CellInput part : inputs.getOrDefault(shard.input(), List.of())) {
            Table table = Table.read(store.lend(part.digest()));
            for (Table rows : new ShardCutter(shard.rows()).cut(table)) {
                byte[] bytes = rows.toCsv().getBytes(StandardCharsets.UTF_8);
                Map<String, List<CellInput>> own = new LinkedHashMap<>(inputs);
                own.put(shard.input(), List.of(new CellInput(part.coordinates(), Digest.of(bytes))));
                cells.add(cell(group, cells.size(), own, List.of(bytes), false));
            }
        }
        if (cells.isEmpty()) {
            group.skip("its input '" + shard.input() + "' has no rows");
        }
        return cells;
    }

    private Map<String, List<CellInput>> inputs(CellGroup group) {
        Map<String, List<CellInput>> inputs = new LinkedHashMap<>();
        group.spec().inputs().forEach((slot, references) -> {
            boolean list = group.descriptor().takesList(slot);
            List<CellInput> parts = new ArrayList<>();
            references.forEach(reference -> parts.addAll(parts(group, reference, list)));
            inputs.put(slot, parts);
        });
        return inputs;
    }

    private static List<CellInput> parts(CellGroup reader, Reference reference, boolean named) {
        List<CellInput> parts = new ArrayList<>();
        for (CellGroup producer : reader.needs()) {
            boolean selected = producer.node().id().equals(reference.step())
                    && reference.selects(producer.spec().coordinates());
            if (selected && producer.succeeded()) {
                Map<String, String> coordinates = new LinkedHashMap<>();
                if (named) {
                    coordinates.put("step", reference.step());
                }
                coordinates.putAll(producer.spec().coordinates());
                for (Artifact artifact : producer.outputs(reference.output())) {
                    parts.add(new CellInput(coordinates, artifact.digest()));
                }
            }
        }
        return parts;
    }
}
