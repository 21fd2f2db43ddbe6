package dev.retrace.steps.relation;

import ai.djl.ndarray.NDManager;
import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tensor.TorchEngine;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures how faithful and how causal a linear map is in place of a relation, at every layer. */
public final class LinearRelationStep implements Step<LinearRelationStep.Parameters> {

    private static final int BETAS = 25;
    private static final double LAST_BETA = 12;
    private static final int RANK_STEP = 8;
    private static final int RANK_END = 512;

    /** How trials are made, and what is measured in them. */
    record Parameters(
            @Param(doc = "Trials of each relation; the papers' have several.", defaultValue = "3")
            int trials,

            @Param(doc = "The number of the first, so that a matrix can make each trial a cell.", defaultValue = "0")
            int firstTrial,

            @Param(doc = "Of all draws: examples, order of the tests, targets of edits.", defaultValue = "0")
            long seed,

            @Param(doc = "Examples shown before a test, whose Jacobians are averaged.", defaultValue = "5")
            int examples,

            @Param(
                    doc = "How many of the other examples each Jacobian is taken behind; the authors' code shows 2 for"
                            + " Mamba, 4 for Pythia.",
                    defaultValue = "4")
            int context,

            @Param(
                    doc = "Tests of a trial at most, those with the least draws; 0 for all that the model answers,"
                            + " as published.",
                    defaultValue = "0")
            int tests,

            @Param(
                    doc = "Where h is taken: emb for the embedding, 0 for after the first layer; empty for emb and"
                            + " all layers.",
                    defaultValue = "[]")
            List<String> layers,

            @Param(
                    doc = "With layers left empty, takes every so manieth from layer 0 on; published for Mamba: 2.",
                    defaultValue = "1")
            int layerStep,

            @Param(doc = "Factors of W; empty for 0, 0.5 to 12, as published for Mamba.", defaultValue = "[]")
            List<Double> betas,

            @Param(
                    doc = "Ranks of the inverse, 0 for no edit; empty for 0, 8 to 504, as published for Mamba; none"
                            + " exceeds the width.",
                    defaultValue = "[]")
            List<Integer> ranks,

            @Param(doc = "Text before every prompt, as in the authors' code.", defaultValue = "<|endoftext|> ")
            String prefix) {

        Parameters {
            layers = List.copyOf(layers);
            betas = List.copyOf(betas);
            ranks = ranks.stream().sorted().toList();
            Layers.requireNames(layers);
            require(
                    trials >= 1 && firstTrial >= 0,
                    "trials is at least 1 and first-trial at least 0, but are " + trials + " and " + firstTrial);
            require(
                    examples >= 1 && context >= 0 && context < examples,
                    "examples is at least 1, and context from 0 to" + " one less, but they are " + examples + " and "
                            + context);
            require(
                    tests >= 0 && layerStep >= 1,
                    "tests is at least 0 and layer-step at least 1, but are " + tests + " and " + layerStep);
            require(betas.stream().allMatch(Double::isFinite), "betas are finite numbers, but are " + betas);
            require(ranks.stream().allMatch(rank -> rank >= 0), "ranks are at least 0, but are " + ranks);
            require(
                    new HashSet<>(betas).size() == betas.size() && new HashSet<>(ranks).size() == ranks.size(),
                    "betas and ranks name each but once, but are " + betas + " and " + ranks);
        }

        private static void require(boolean met, String message) {
            if (!met) {
                throw new IllegalArgumentException(message);
            }
        }

        TrialChooser.Setting setting() {
            return new TrialChooser.Setting(examples, tests, seed);
        }

        Grid grid(LanguageModel model) {
            List<Site> sites = Layers.of(layers, layerStep, model.architecture());
            List<Double> factors = betas.isEmpty()
                    ? IntStream.range(0, BETAS)
                            .mapToObj(i -> i * LAST_BETA / (BETAS - 1))
                            .toList()
                    : betas;
            List<Integer> wanted = ranks.isEmpty()
                    ? IntStream.range(0, RANK_END / RANK_STEP)
                            .mapToObj(i -> i * RANK_STEP)
                            .toList()
                    : ranks;
            int width = model.architecture().width();
            return new Grid(
                    sites,
                    factors,
                    wanted.stream().filter(rank -> rank <= width).toList());
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "linear-relation",
                        2,
                        "Measures faithfulness and causality of linear relational embeddings, with h, z and J as the"
                                + " papers define them, not as the authors' code for Mamba distorts them.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("facts", "All facts of one or more relations, from load-facts."))
                .giving(
                        new OutputSlot("faithfulness", "csv"),
                        new OutputSlot("causality", "csv"),
                        new OutputSlot("baselines", "csv"),
                        new OutputSlot("trials", "csv"),
                        new OutputSlot("samples", "csv"),
                        new OutputSlot("operators", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Table table = inputs.table("facts");
        List<List<Fact>> relations = relations(table);
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        Tokenizer tokenizer = ModelTokenizer.load(inputs, "model", lane);
        Grid grid = parameters.grid(model);
        InContextPrompt.Writer writer =
                new InContextPrompt.Writer(parameters.prefix(), tokenizer, model.architecture());
        TrialChooser chooser = new TrialChooser(model, tokenizer, writer, parameters.setting(), grid.sites());
        Experiment experiment = new Experiment(model, tokenizer, writer, grid, parameters.context());
        RelationTables tables = new RelationTables(model.architecture().layers());
        for (List<Fact> facts : relations) {
            String relation = facts.get(0).relation();
            tables.baseline(relation, RandomBaseline.of(objects(table, relation), tokenizer));
        }
        Trials.Plan plan = new Trials.Plan(relations, parameters.firstTrial(), parameters.trials());
        try (NDManager owner = TorchEngine.newManager(lane.device())) {
            new Trials(chooser, experiment, owner, lane).run(plan, tokenizer, tables);
        }
        tables.write(outputs);
    }

    /** The facts of each relation, in the table's order. */
    private static List<List<Fact>> relations(Table table) {
        Map<String, List<Fact>> relations = new LinkedHashMap<>();
        for (Fact fact : Fact.readAll(table)) {
            relations
                    .computeIfAbsent(fact.relation(), name -> new ArrayList<>())
                    .add(fact);
        }
        return List.copyOf(relations.values());
    }

    private static List<String> objects(Table table, String relation) {
        return IntStream.range(0, table.size())
                .filter(row -> table.text(row, RelationTables.RELATION).equals(relation))
                .mapToObj(row -> table.text(row, "object"))
                .toList();
    }
}
