package dev.retrace.steps;

/**
 * What tests of models compute on: the CPU, or what the system property {@code retrace.test.device} names, as {@code
 * mvn verify -Dretrace.test.device=cuda:0} where torch's CUDA libraries are installed.
 */
public final class TestDevice {

    public static final String NAME = System.getProperty("retrace.test.device", "cpu");

    private TestDevice() {}
}
