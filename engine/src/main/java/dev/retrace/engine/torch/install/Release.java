package dev.retrace.engine.torch.install;

/**
 * One build of PyTorch's libraries.
 *
 * @param version of PyTorch
 * @param flavor for which CUDA
 * @param classifier of the system
 */
record Release(String version, String flavor, String classifier) {

    /** The one that the bridge of the class path is made for. */
    static final Release FITTING = new Release("2.7.1", "cu128", "linux-x86_64");

    /** {@code 2.7.1-cu128-linux-x86_64}. */
    String folder() {
        return version + "-" + flavor + "-" + classifier;
    }

    /** How the paths of its files begin on the server. */
    String prefix() {
        return flavor + "/" + classifier + "/";
    }
}
