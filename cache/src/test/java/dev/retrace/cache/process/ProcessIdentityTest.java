package dev.retrace.cache.process;

import static dev.retrace.cache.process.ProcessIdentity.Verdict.ALIVE;
import static dev.retrace.cache.process.ProcessIdentity.Verdict.DEAD;
import static dev.retrace.cache.process.ProcessIdentity.Verdict.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

    private static final ProcessIdentity SELF = ProcessIdentity.current();

    @Test
    void thisProcessLives() {
        assertEquals(ALIVE, SELF.verdict());
        assertEquals(ProcessHandle.current().pid(), SELF.pid());
    }

    @Test
    void aReusedProcessIdIsNotThatProcess() {
        assertEquals(DEAD, new ProcessIdentity(SELF.host(), SELF.bootId(), SELF.pid(), SELF.start() - 1).verdict());
        assertEquals(DEAD, new ProcessIdentity(SELF.host(), SELF.bootId(), 99_999_999, 0).verdict());
    }

    @Test
    void noProcessOutlivesItsBoot() {
        assertEquals(DEAD, new ProcessIdentity(SELF.host(), "earlier", SELF.pid(), SELF.start()).verdict());
    }

    @Test
    void ofOtherMachinesNothingIsKnown() {
        assertEquals(UNKNOWN, new ProcessIdentity("far", SELF.bootId(), SELF.pid(), SELF.start()).verdict());
    }
}
