package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class CanonicalJsonTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /**
     * A whole key document. The digest was computed by another program (Python's hashlib, over the
     * line written by hand); if it changes, every cache in the world is lost.
     */
    @Test
    void aKeyDocumentHasItsGoldenKey() {
        String written = """
                {"step": "patch", "version": 2, "schema": 1, "outputs": ["table"],
                 "params": {"window": 1.0, "name": "cafe\\u0301", "limit": 4e2, "epsilon": 1e-5},
                 "inputs": {"model": "sha256:%s"}}
                """.formatted("a".repeat(64));
        String golden = "{\"inputs\":{\"model\":\"sha256:" + "a".repeat(64) + "\"},\"outputs\":[\"table\"],"
                + "\"params\":{\"epsilon\":0.00001,\"limit\":400,\"name\":\"caf\u00e9\",\"window\":1},"
                + "\"schema\":1,\"step\":\"patch\",\"version\":2}";

        String canonical = CanonicalJson.write(CanonicalJson.read(written));

        assertEquals(golden, canonical);
        assertEquals(
                "84b37abcbd752d45fad0c99f93f3702333bf505c0d20da9b2b93ab61a47b40cb",
                Digest.of(canonical).hex());
        assertEquals(golden, CanonicalJson.write(CanonicalJson.read(golden)));
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "-0, 0",
        "-0.0, 0",
        "0e400, 0",
        "1e-5, 0.00001",
        "1E2, 100",
        "-12.500, -12.5",
        "9007199254740993, 9007199254740993",
        "123456789012345678901234567890, 123456789012345678901234567890",
        "0.1000000000000000055511151231257827, 0.1000000000000000055511151231257827"
    })
    void readNumbersAreExactAndPlain(String read, String written) {
        assertEquals(written, CanonicalJson.write(CanonicalJson.read(read)));
    }

    /** As Python's repr: 2^-44 is where the JDK before 19 says a digit too many. */
    @Test
    void doublesAreTheirShortestDecimal() {
        assertEquals("0.1", CanonicalJson.write(NODES.numberNode(0.1)));
        assertEquals("0.30000000000000004", CanonicalJson.write(NODES.numberNode(0.1 + 0.2)));
        assertEquals("0.00000000000005684341886080802", CanonicalJson.write(NODES.numberNode(0x1p-44)));
        assertEquals("100000000000000000000000", CanonicalJson.write(NODES.numberNode(Double.parseDouble("1e23"))));
        assertEquals("0." + "0".repeat(323) + "5", CanonicalJson.write(NODES.numberNode(Double.MIN_VALUE)));
        assertEquals("17976931348623157" + "0".repeat(292), CanonicalJson.write(NODES.numberNode(Double.MAX_VALUE)));
        assertEquals("-4.35", CanonicalJson.write(NODES.numberNode(-4.35)));
        assertEquals("0", CanonicalJson.write(NODES.numberNode(-0.0)));
        assertEquals("0.1", CanonicalJson.write(NODES.numberNode(0.1f)));
    }

    @Test
    void infinityAndAbsurdNumbersAreRefused() {
        JsonNode absurd = CanonicalJson.read("{\"a\":[1,1e999999]}");

        assertEquals(
                "the value at /a/1 is a number of more than 400 digits",
                assertThrows(IllegalArgumentException.class, () -> CanonicalJson.write(absurd))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> CanonicalJson.write(NODES.numberNode(new BigDecimal("1e-999999"))));
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.write(NODES.numberNode(Double.NaN)));
        assertThrows(
                IllegalArgumentException.class, () -> CanonicalJson.write(NODES.numberNode(Float.NEGATIVE_INFINITY)));
    }

    /** U+FF5E sorts before U+1F600 as a code point, after it as UTF-16. */
    @Test
    void keysSortByCodePoint() {
        JsonNode object = NODES.objectNode()
                .put("\ud83d\ude00", 3)
                .put("\uff5e", 2)
                .put("b", 1)
                .put("ab", 0);

        assertEquals("{\"ab\":0,\"b\":1,\"\uff5e\":2,\"\ud83d\ude00\":3}", CanonicalJson.write(object));
    }

    @Test
    void onlyWhatMustBeEscapedIs() {
        assertEquals(
                "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u007f\u2028\u00e9\"",
                CanonicalJson.write(NODES.stringNode("\"\\/\b\f\n\r\t\u0001\u007f\u2028e\u0301")));
    }

    @Test
    void keysThatNormaliseAlikeAreRefused() {
        JsonNode twice = NODES.objectNode().put("\u00e9", 1).put("e\u0301", 2);

        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.write(twice));
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.write(NODES.stringNode("\ud83d!")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{\"a\":1,\"a\":2}", "NaN", "[1,]", "{} {}", "{a:1}", "// c\n1", "01", "{\"a\":1", "\"\n\""})
    void whatIsNotStrictJsonIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.read(text));
    }

    @Test
    void deepNestingIsRefusedBeforeTheStackEnds() {
        assertThrows(
                IllegalArgumentException.class,
                () -> CanonicalJson.write(CanonicalJson.read("[".repeat(300) + "]".repeat(300))));
        assertThrows(
                IllegalArgumentException.class, () -> CanonicalJson.read("[".repeat(100_000) + "]".repeat(100_000)));
        assertTrue(CanonicalJson.write(CanonicalJson.read("[".repeat(100) + "]".repeat(100)))
                .startsWith("[["));
    }
}
