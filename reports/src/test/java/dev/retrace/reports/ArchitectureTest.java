package dev.retrace.reports;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.retrace.engine.step.Step;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may know whom. This module is the last one, so it sees all others; a rule about a package that
 * does not exist yet holds.
 */
@AnalyzeClasses(packages = "dev.retrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String CACHE = "dev.retrace.cache..";
    private static final String ENGINE = "dev.retrace.engine..";
    private static final String STEPS = "dev.retrace.steps..";
    private static final String REPORTS = "dev.retrace.reports..";
    private static final String[] EXPERIMENTS = {
        "tracing", "blocking", "ablation", "editing", "relation", "knockout", "attention"
    };

    @ArchTest
    static final ArchRule cacheKnowsNoOtherModule = strangers(CACHE, ENGINE, STEPS, REPORTS);

    @ArchTest
    static final ArchRule engineKnowsNeitherStepsNorReports = strangers(ENGINE, STEPS, REPORTS);

    @ArchTest
    static final ArchRule stepsKnowNeitherReportsNorCacheNorJdbc = strangers(STEPS, REPORTS, CACHE, "java.sql..");

    @ArchTest
    static final ArchRule reportsKnowNeitherStepsNorCacheNorJdbc = strangers(REPORTS, STEPS, CACHE, "java.sql..");

    /** Steps and reports meet the engine in its seams alone. */
    @ArchTest
    static final ArchRule stepsAndReportsSeeOfTheEngineItsSeams = noClasses()
            .that()
            .resideInAnyPackage(STEPS, REPORTS)
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are in the engine, but not in step, table, command, run.RunPage or provenance.RunStory",
                    ArchitectureTest::isInsideTheEngine))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyStepsTouchDjl = noClasses()
            .that()
            .resideOutsideOfPackage(STEPS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule tensorIsTheLowest = strangers(
            step("tensor"),
            step("checkpoint"),
            step("intervention"),
            step("model"),
            step("tokenizer"),
            step("dataset"));

    /** What reads the files of strangers knows no engine and no package but itself. */
    @ArchTest
    static final ArchRule weightsKnowNoEngine = strangers(
            step("weights"),
            "ai.djl..",
            step("tensor"),
            step("checkpoint"),
            step("intervention"),
            step("model"),
            step("tokenizer"),
            step("dataset"));

    @ArchTest
    static final ArchRule interventionKnowsNoModel =
            strangers(step("intervention"), step("checkpoint"), step("model"), step("tokenizer"), step("dataset"));

    @ArchTest
    static final ArchRule checkpointKnowsNoModel =
            strangers(step("checkpoint"), step("intervention"), step("model"), step("tokenizer"), step("dataset"));

    @ArchTest
    static final ArchRule modelKnowsNoData = strangers(step("model"), step("dataset"));

    @ArchTest
    static final ArchRule tokenizerKnowsNoData = strangers(step("tokenizer"), step("dataset"));

    @ArchTest
    static final ArchRule nothingBelowKnowsAnExperiment = noClasses()
            .that()
            .resideInAnyPackage(
                    step("tensor"),
                    step("checkpoint"),
                    step("intervention"),
                    step("model"),
                    step("tokenizer"),
                    step("dataset"),
                    step("effect"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(allExperiments())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule experimentsAreStrangersToEachOther = slices().assignedFrom(new Experiments())
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.retrace.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    /** A worker's answers are its standard output, so its entry may touch it too. */
    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage("dev.retrace.engine.cli..")
            .and()
            .haveSimpleNameNotContaining("Worker")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule everyStepIsAService = classes()
            .that()
            .implement(Step.class)
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should(beRegistered())
            .allowEmptyShould(true);

    private static ArchRule strangers(String who, String... whom) {
        return noClasses()
                .that()
                .resideInAPackage(who)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(whom)
                .allowEmptyShould(true);
    }

    private static String step(String name) {
        return "dev.retrace.steps." + name + "..";
    }

    private static String[] allExperiments() {
        String[] packages = EXPERIMENTS.clone();
        for (int i = 0; i < packages.length; i++) {
            packages[i] = step(packages[i]);
        }
        return packages;
    }

    private static boolean isInsideTheEngine(JavaClass type) {
        String name = type.getPackageName();
        boolean engine = name.startsWith("dev.retrace.engine");
        boolean seam = Set.of("dev.retrace.engine.step", "dev.retrace.engine.table", "dev.retrace.engine.command")
                .contains(name);
        boolean page = type.getName().equals("dev.retrace.engine.run.RunPage")
                || type.getName().startsWith("dev.retrace.engine.provenance.RunStory");
        return engine && !seam && !page;
    }

    @SuppressWarnings("rawtypes") // ServiceLoader takes a raw class
    private static ArchCondition<JavaClass> beRegistered() {
        Set<String> registered = ServiceLoader.load(Step.class).stream()
                .map(provider -> provider.type().getName())
                .collect(Collectors.toSet());
        return new ArchCondition<>("be listed in META-INF/services/" + Step.class.getName()) {
            @Override
            public void check(JavaClass step, ConditionEvents events) {
                boolean listed = registered.contains(step.getName());
                events.add(new SimpleConditionEvent(
                        step, listed, step.getName() + (listed ? " is" : " is not") + " listed as a service"));
            }
        };
    }
}
