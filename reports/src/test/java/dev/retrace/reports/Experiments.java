package dev.retrace.reports;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;

/** Assigns each class of an experiment to that experiment, and all others to none. */
final class Experiments implements SliceAssignment {

    private static final String STEPS = "dev.retrace.steps.";
    private static final List<String> NAMES =
            List.of("tracing", "blocking", "ablation", "editing", "relation", "knockout", "attention");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        for (String name : NAMES) {
            if ((type.getPackageName() + ".").startsWith(STEPS + name + ".")) {
                return SliceIdentifier.of(name);
            }
        }
        return SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
        return "experiments";
    }
}
