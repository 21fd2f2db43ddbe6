package dev.retrace.cache.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** File systems of other machines: they lock less surely, and tell of changes late. */
public final class NetworkFileSystem {

    /** As Linux, macOS and Windows name them. */
    private static final Set<String> REMOTE = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "lustre",
            "gpfs",
            "beegfs",
            "ceph",
            "afs",
            "9p",
            "glusterfs",
            "panfs",
            "pvfs2",
            "orangefs",
            "wekafs",
            "davfs",
            "afpfs",
            "webdav",
            "vboxsf",
            "vmhgfs");

    private NetworkFileSystem() {}

    /** Whether a file or folder lies on one. */
    public static boolean holds(Path path) throws IOException {
        return isOne(Files.getFileStore(path).type());
    }

    /** Whether a type of file systems, such as {@code nfs4}, is one. */
    public static boolean isOne(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return REMOTE.contains(name) || name.startsWith("fuse");
    }
}
