package dev.retrace.steps.dataset;

/**
 * A next token.
 *
 * @param token its id
 * @param text its leading space included
 * @param probability over the whole vocabulary
 */
public record Prediction(int token, String text, float probability) {}
