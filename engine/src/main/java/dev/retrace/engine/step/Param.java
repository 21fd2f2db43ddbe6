package dev.retrace.engine.step;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one parameter of a step, on the component of its record.
 *
 * <p>The component {@code maxTokens} is written {@code max-tokens} in a workflow. Its type is one of
 * {@code String}, {@code boolean}, {@code int}, {@code long}, {@code double}, an enum, {@link Source},
 * or a {@code List} of these.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Param {

    /** The default of a parameter that has none: a workflow must give it. */
    String REQUIRED = "\0required";

    /** The default of a parameter that may be left out: the component, marked {@code @Nullable}, is then null. */
    String ABSENT = "\0absent";

    /** One sentence: what it does, its unit, which choice made the published figure. */
    String doc();

    /** As a workflow would write it: {@code 10}, {@code paper}, {@code [a, b]}. */
    String defaultValue() default REQUIRED;
}
