package dev.retrace.steps.editing.request;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.dataset.Template;
import dev.retrace.steps.editing.request.EditRequest.Prompt;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes tokens of requests, and says of which it cannot. Prompt and target are tokenised apart and their tokens
 * joined; the target has a space before it.
 *
 * <p>A token that the model has not is no obstacle of one request: the tokenizer is another model's, so that
 * every method then throws a {@link StepException}.
 *
 * @param contexts where the prompt goes
 * @param essence where the subject goes
 */
public record RequestEncoder(
        Tokenizer tokenizer, Architecture architecture, List<Template> contexts, Template essence) {

    /** The essence prompt of the paper. */
    public static final String ESSENCE = "{} is a";

    public RequestEncoder {
        contexts = List.copyOf(contexts);
    }

    /** One with the essence prompt of the paper. */
    public static RequestEncoder published(Tokenizer tokenizer, Architecture architecture, List<Template> contexts) {
        return new RequestEncoder(tokenizer, architecture, contexts, new Template("subject", ESSENCE));
    }

    /**
     * A text that speaks of a subject.
     *
     * @param from {@code char} of the text at which the subject begins
     * @param more tokens that will follow
     */
    private record Mention(String text, String subject, int from, int more) {}

    /**
     * The tokens of a request.
     *
     * @throws StepException if it cannot be edited; says why
     */
    public EditRequest of(Rewrite rewrite) {
        String obstacle = obstacle(rewrite);
        if (!obstacle.isEmpty()) {
            throw new StepException(
                    "request " + rewrite.id() + " cannot be edited: " + obstacle
                            + "; filter-rewrites drops such requests, where a context is the cause if it is given the templates");
        }
        List<Integer> target = target(rewrite.target());
        List<Prompt> prompts = contexts(rewrite).stream().map(this::prompt).toList();
        return new EditRequest(rewrite.id(), prompts, prompt(essence(rewrite)), target);
    }

    /** Why a request cannot be edited; empty if it can. */
    String obstacle(Rewrite rewrite) {
        if (target(rewrite.target()).isEmpty()) {
            return "the tokenizer makes no token of the new object '" + rewrite.target() + "'";
        }
        return first(Stream.concat(contexts(rewrite).stream(), Stream.of(essence(rewrite)))
                .map(this::obstacle));
    }

    /** Why an edit of a request cannot be measured by all of its prompts; empty if it can. */
    String unmeasured(Rewrite rewrite) {
        int longer = Math.max(
                target(rewrite.target()).size(), target(rewrite.fact().object()).size());
        if (target(rewrite.fact().object()).isEmpty()) {
            return "the tokenizer makes no token of the true object '"
                    + rewrite.fact().object() + "'";
        }
        return first(Stream.of(
                        List.of(rewrite.fact().prompt()),
                        rewrite.prompts().paraphrases(),
                        rewrite.prompts().neighborhood())
                .flatMap(List::stream)
                .map(text -> tooShortOrLong(text, longer - 1)));
    }

    /** The tokens of an object, as they would follow a prompt. */
    public List<Integer> target(String object) {
        return ids(" " + object);
    }

    /** The tokens of a prompt. */
    public List<Integer> ids(String text) {
        return Arrays.stream(ModelTokenizer.ids(text, tokenizer, architecture))
                .boxed()
                .toList();
    }

    private List<Mention> contexts(Rewrite rewrite) {
        Fact fact = rewrite.fact();
        int more = target(rewrite.target()).size() - 1;
        List<Mention> mentions = new ArrayList<>();
        for (Template context : contexts) {
            int from = context.slot() + fact.subjectBegin();
            mentions.add(new Mention(context.with(fact.prompt()), fact.subject(), from, more));
        }
        return mentions;
    }

    private Mention essence(Rewrite rewrite) {
        String subject = rewrite.fact().subject();
        return new Mention(essence.with(subject), subject, essence.slot(), 0);
    }

    private Optional<TokenSpan> subject(Mention mention) {
        return tokenizer.covering(mention.text, mention.from, mention.from + mention.subject.length());
    }

    private Prompt prompt(Mention mention) {
        return new Prompt(ids(mention.text), subject(mention).orElseThrow().last());
    }

    private String obstacle(Mention mention) {
        return subject(mention).isEmpty()
                ? "no token of '" + mention.text + "' covers the subject '" + mention.subject + "'"
                : tooShortOrLong(mention.text, mention.more);
    }

    /** Why a prompt cannot be asked with so many tokens behind it; empty if it can. */
    public String tooShortOrLong(String text, int more) {
        int length = ids(text).size();
        if (length == 0) {
            return "the tokenizer makes no token of '" + text + "'";
        }
        return length + more <= architecture.positions()
                ? ""
                : "'%s' has %d tokens and %d more to follow, but the model takes %d"
                        .formatted(text, length, more, architecture.positions());
    }

    private static String first(Stream<String> obstacles) {
        return obstacles.filter(obstacle -> !obstacle.isEmpty()).findFirst().orElse("");
    }
}
