package dev.retrace.steps.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.intervention.TokenSpan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SUBJECT     | 2 | 4 | {2, 3}
            SUBJ_LAST   | 2 | 4 | {3}
            NON_SUBJECT | 2 | 4 | {0, 1, 4}
            PROMPT_LAST | 2 | 4 | {5}
            NON_SUBJECT | 0 | 5 | {}
            SUBJECT     | 4 | 6 | {4, 5}
            NON_SUBJECT | 4 | 6 | {0, 1, 2, 3}
            """)
    void aSettingNamesItsTokensOfSix(Setting setting, int begin, int end, String tokens) {
        assertEquals(tokens, setting.tokens(new TokenSpan(begin, end), 6).toString());
    }
}
