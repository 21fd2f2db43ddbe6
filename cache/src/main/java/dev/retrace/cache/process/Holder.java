package dev.retrace.cache.process;

/**
 * Who holds a lease, and how often they have said so.
 *
 * @param host name of the machine
 * @param bootId differs after each start of the machine
 * @param pid process id
 * @param processStart when the process started, in the system's own unit
 * @param owner a random name of this one lease
 * @param sequence heartbeats so far
 */
public record Holder(String host, String bootId, long pid, long processStart, String owner, long sequence) {

    public Holder {
        if (owner.isEmpty()) {
            throw new IllegalArgumentException("a lease needs an owner, but its name is empty");
        }
    }

    /** A lease of this process that has not beaten yet. */
    public static Holder current(String owner) {
        ProcessIdentity self = ProcessIdentity.current();
        return new Holder(self.host(), self.bootId(), self.pid(), self.start(), owner, 0);
    }

    /** The process that holds the lease. */
    public ProcessIdentity process() {
        return new ProcessIdentity(host, bootId, pid, processStart);
    }
}
