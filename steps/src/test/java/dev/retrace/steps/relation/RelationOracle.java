package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Prompts and numbers as the oracle's files hold them. */
final class RelationOracle {

    private RelationOracle() {}

    static void assertMatrix(JsonNode expected, LinearOperator operator, NDManager owner) {
        float[] w = operator.matrix(owner).toFloatArray();
        int d = operator.width();
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                assertClose(expected.get(i).get(j).doubleValue(), w[i * d + j], "W[" + i + "][" + j + "]");
            }
        }
    }

    static void assertSummary(JsonNode expected, LinearOperator operator, NDManager owner) {
        float[] w = operator.matrix(owner).toFloatArray();
        int d = operator.width();
        assertClose(expected.get("frobenius").doubleValue(), operator.norm(), "norm of W");
        double trace = 0;
        for (int i = 0; i < d; i++) {
            trace += w[i * d + i];
        }
        assertClose(expected.get("trace").doubleValue(), trace, "trace of W");
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                assertClose(expected.get("corner").get(i).get(j).doubleValue(), w[i * d + j], "corner of W");
            }
        }
        for (int i = 0; i < 8; i++) {
            double row = 0;
            double column = 0;
            for (int j = 0; j < d; j++) {
                row += w[i * d + j];
                column += w[j * d + i];
            }
            assertClose(expected.get("row_sums_first8").get(i).doubleValue(), row, "sum of row " + i);
            assertClose(expected.get("column_sums_first8").get(i).doubleValue(), column, "sum of column " + i);
        }
    }

    static void assertVector(JsonNode expected, float[] actual, String what) {
        assertEquals(expected.size(), actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertClose(expected.get(i).doubleValue(), actual[i], what + "[" + i + "]");
        }
    }

    static void assertValues(JsonNode expected, LowRankInverse inverse) {
        for (int i = 0; i < expected.size(); i++) {
            assertClose(expected.get(i).doubleValue(), inverse.values()[i], "singular value " + i);
        }
    }

    static List<Site> sites(JsonNode layers) {
        return layers.valueStream()
                .map(layer -> new Site(State.H, layer.get("layer").intValue()))
                .toList();
    }

    static List<InContextPrompt> prompts(JsonNode prompts, Fact fact) {
        return prompts.valueStream()
                .map(prompt -> new InContextPrompt(
                        fact, "", ids(prompt), prompt.get("subject_last").intValue()))
                .toList();
    }

    static List<Fact> facts(JsonNode relation, String list) {
        String name = relation.get("relation").stringValue();
        String template = relation.get("template").stringValue();
        return relation.get(list)
                .valueStream()
                .map(sample -> new Fact(
                        name,
                        template,
                        sample.get("subject").stringValue(),
                        sample.get("object").stringValue()))
                .toList();
    }

    static List<Integer> ids(JsonNode prompt) {
        return prompt.get("ids").valueStream().map(JsonNode::intValue).toList();
    }

    /** Single precision: a hundred-thousandth and a thousandth of the value. */
    static void assertClose(double expected, double actual, String where) {
        assertTrue(
                Math.abs(actual - expected) <= 1e-5 + 1e-3 * Math.abs(expected),
                () -> where + ": expected " + expected + ", but was " + actual);
    }
}
