package dev.retrace.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class MainTest {

    @Test
    void aCommandOfTheEngineIsAlone() {
        assertEquals(Set.of("run"), Main.commandLine("run").getSubcommands().keySet());
    }

    @Test
    void aCommandOfAnotherModuleIsFoundByItsName() {
        assertEquals(
                Set.of("toy-check"),
                Main.commandLine("toy-check").getSubcommands().keySet());
        assertEquals(4, Main.commandLine("toy-check").execute("toy-check"));
    }

    @Test
    void theHelpTellsAllCommands() {
        String help = Main.commandLine("--help").getUsageMessage();

        assertTrue(help.contains("  explain "), help);
        assertTrue(help.contains("  toy-check "), help);
        assertTrue(help.contains("  completion "), help);
    }
}
