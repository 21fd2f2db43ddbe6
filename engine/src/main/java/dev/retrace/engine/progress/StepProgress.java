package dev.retrace.engine.progress;

/**
 * How far one step is.
 *
 * @param id in the workflow
 * @param total cells that are known
 * @param undecided combinations whose cells are not known yet
 * @param served from the cache, by this run's look-up or by another run's work
 * @param computed by this run
 * @param failed cells that failed
 * @param running cells at work
 * @param done cells that ended, those at work by their fraction
 * @param skipped whether it cannot be computed, because what it needs failed
 * @param perSecond cells computed per second so far, 0 if unknown
 * @param secondsLeft at the rate so far; negative if unknown
 */
public record StepProgress(
        String id,
        int total,
        int undecided,
        int served,
        int computed,
        int failed,
        int running,
        double done,
        boolean skipped,
        double perSecond,
        double secondsLeft) {}
