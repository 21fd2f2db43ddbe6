package dev.retrace.engine.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.lane.CellFailure.Cause;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FailureCausesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[enforce fail at alloc_cpu.cpp:75] DefaultCPUAllocator: can't allocate memory: you tried",
                "CUDA out of memory. Tried to allocate 20.00 MiB",
                "std::bad_alloc"
            })
    void theAllocatorsOfNativeCodeRunOutOfMemoryToo(String message) {
        assertEquals(Cause.OUT_OF_MEMORY, FailureCauses.of(new IllegalStateException(message)));
    }

    @Test
    void aFullHeapIsFoundBelowOtherExceptions() {
        Throwable wrapped = new IllegalStateException("batch 3", new OutOfMemoryError("Java heap space"));

        assertEquals(Cause.OUT_OF_MEMORY, FailureCauses.of(wrapped));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Stale file handle", "Input/output error", "Too many open files"})
    void aFileSystemThatMayAnswerLaterIsTransient(String reason) {
        assertEquals(Cause.TRANSIENT_IO, FailureCauses.of(new FileSystemException("/data/x", null, reason)));
        assertEquals(
                Cause.TRANSIENT_IO,
                FailureCauses.of(new UncheckedIOException(new FileSystemException("/data/x", null, reason))));
    }

    @Test
    void aServerThatDoesNotAnswerIsTransient() {
        assertEquals(Cause.TRANSIENT_IO, FailureCauses.of(new SocketTimeoutException("Read timed out")));
    }

    @Test
    void aFullDiskIsAnErrorThatSaysWhatToDo() {
        CellFailure failure = CellFailure.of(new IOException("No space left on device"));

        assertEquals(Cause.ERROR, failure.why());
        assertTrue(String.valueOf(failure.getMessage()).contains("make room"), failure.getMessage());
    }

    @Test
    void aMissingFileAndADefectAreErrors() {
        assertEquals(Cause.ERROR, FailureCauses.of(new NoSuchFileException("/data/x")));
        assertEquals(Cause.ERROR, FailureCauses.of(new IllegalStateException("a defect")));
    }

    /** The text of a user's data may say anything. */
    @Test
    void aMistakeInTheDataStaysOneWhateverItsWords() {
        assertEquals(Cause.DATA, FailureCauses.of(new StepException("the word 'std::bad_alloc' is no subject")));
    }
}
