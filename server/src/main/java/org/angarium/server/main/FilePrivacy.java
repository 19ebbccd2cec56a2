package org.angarium.server.main;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps other users of the machine out of a data folder: every folder in it is {@code 0700}, every
 * file {@code 0600}, so that privacy does not hang on the mode of one folder. New files get their
 * modes from the umask of the process, which is set here if it is wider: the store's engine asks
 * for nothing else.
 */
final class FilePrivacy {
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final int OWNER_ONLY = 0077;

  private FilePrivacy() {}

  /** Where the file system knows owners; elsewhere there is nothing to set. */
  static void enforce(Path folder) throws IOException {
    if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) == null) {
      return;
    }
    setMode(folder, OWNER_FOLDER);
    Path probe = folder.resolve("umask-probe");
    Files.deleteIfExists(probe);
    Files.createFile(probe);
    boolean wide = isWide(probe);
    Files.delete(probe);
    if (wide) {
      narrowUmask();
    }
    for (String name : List.of("store/engine", "store/blobs", "store/blobs/segments", "tls")) {
      Path inner = folder.resolve(name);
      if (Files.isDirectory(inner) && isWide(inner)) {
        tighten(folder);
        return;
      }
    }
  }

  /** What a version left that trusted in the mode of the outermost folder. */
  private static void tighten(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) { // a folder after what is in it: interrupted, it is begun again
      if (!Files.isSymbolicLink(one)) {
        setMode(one, Files.isDirectory(one) ? OWNER_FOLDER : OWNER_FILE);
      }
    }
  }

  private static boolean isWide(Path path) throws IOException {
    return !OWNER_FOLDER.containsAll(Files.getPosixFilePermissions(path));
  }

  private static void setMode(Path path, Set<PosixFilePermission> mode) throws IOException {
    try {
      if (!Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(mode)) {
        Files.setPosixFilePermissions(path, mode);
      }
    } catch (NoSuchFileException gone) {
      // a file of a server that is stopping
    }
  }

  /** The platform has no call for it; C has (POSIX umask(2), which cannot fail). */
  @SuppressWarnings("restricted") // the jar allows native calls, which the store needs too
  private static void narrowUmask() throws IOException {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> umask = linker.defaultLookup().find("umask");
    if (umask.isEmpty()) {
      return;
    }
    try {
      int before =
          (int)
              linker
                  .downcallHandle(
                      umask.get(),
                      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                  .invokeExact(OWNER_ONLY);
      assert before != OWNER_ONLY;
    } catch (RuntimeException | Error known) {
      throw known;
    } catch (Throwable never) {
      throw new IOException("the umask cannot be set", never);
    }
  }
}
