package dev.retrace.steps.hub;

import dev.retrace.engine.step.StepException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code hf:ORG/NAME@REVISION} names.
 *
 * @param repository {@code ORG/NAME}, or a name alone
 * @param revision a branch, a tag or a commit
 */
record HubName(String repository, String revision) {

    static final String PREFIX = "hf:";
    private static final String PART = "[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?!\\.)){0,95}";
    private static final Pattern FORM =
            Pattern.compile("hf:(" + PART + "(?:/" + PART + ")?)(?:@(" + PART + "(?:/" + PART + ")*))?");

    /**
     * Takes a location apart.
     *
     * @throws StepException if it is of another form
     */
    static HubName of(String location) {
        Matcher parts = FORM.matcher(location);
        if (!parts.matches()) {
            throw new StepException("'" + location + "' does not name a model; write hf:ORG/NAME or"
                    + " hf:ORG/NAME@REVISION, such as hf:state-spaces/mamba-130m-hf@main");
        }
        return new HubName(parts.group(1), parts.group(2) == null ? "main" : parts.group(2));
    }

    /** The name of its folder in the cache. */
    String folder() {
        return "models--" + repository.replace("/", "--");
    }

    @Override
    public String toString() {
        return PREFIX + repository + "@" + revision;
    }
}
