package org.angarium.server.admin;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.BackupView;
import org.angarium.server.admin.view.StatusView;
import org.angarium.server.admin.view.VerifyView;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;

/** What can be asked of the node as a whole. Thread-safe. */
public final class NodeOperations {
  private final MailStore store;
  private final Supplier<StatusView> status;
  private final Map<String, String> settings;
  private final Map<String, Path> nodeFiles;
  private final Rights rights;
  private final AuditTrail trail;

  NodeOperations(
      MailStore store,
      Supplier<StatusView> status,
      Map<String, String> settings,
      Map<String, Path> nodeFiles,
      Rights rights,
      AuditTrail trail) {
    this.store = store;
    this.status = status;
    this.settings = settings;
    this.nodeFiles = nodeFiles;
    this.rights = rights;
    this.trail = trail;
  }

  public StatusView status(Actor actor) throws AdministrationRefusal {
    rights.enter(actor, Operation.STATUS_SHOW, "");
    return status.get();
  }

  /** Whether the actor may read what the node counts. */
  public void metrics(Actor actor) throws AdministrationRefusal {
    rights.enter(actor, Operation.METRICS_SHOW, "");
  }

  /** Every setting by name with the value in force, in the order of the manual. */
  public Map<String, String> configuration(Actor actor) throws AdministrationRefusal {
    rights.enter(actor, Operation.CONFIGURATION_SHOW, "");
    return settings;
  }

  /** Reads and checks everything; mail goes on meanwhile. */
  public VerifyView verify(Actor actor) throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.VERIFY, "");
    return Verification.of(store);
  }

  /**
   * Writes a consistent copy of everything while mail goes on.
   *
   * @param folder absolute path on the server's machine; must not exist
   */
  public BackupView backup(Actor actor, String folder)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.BACKUP, folder);
    Path target = target(folder);
    long start = System.nanoTime();
    store.backup(nodeFiles, target);
    trail.done(actor, Operation.BACKUP.label(), target.toString());
    return new BackupView(
        target.toString(), Duration.ofNanos(System.nanoTime() - start).toMillis());
  }

  /** The folder, made and empty. */
  private Path target(String folder) throws AdministrationRefusal {
    Path target;
    try {
      target = Path.of(folder);
    } catch (InvalidPathException malformed) {
      throw new AdministrationRefusal(
          Kind.INVALID, "\"" + folder + "\" is no path.", "Write an absolute path.");
    }
    if (!target.isAbsolute()) {
      throw new AdministrationRefusal(
          Kind.INVALID, "The path " + folder + " is relative.", "Write an absolute path.");
    }
    if (store.holds(target)) {
      throw new AdministrationRefusal(
          Kind.INVALID,
          "The folder " + folder + " is within the store.",
          "Name a folder outside of it, best on another disk: a backup there is lost with the mail.");
    }
    if (Files.exists(target)) {
      throw new AdministrationRefusal(
          Kind.CONFLICT,
          "There is something at " + folder + ".",
          "Name a folder that is not there.");
    }
    try {
      Files.createDirectories(target);
    } catch (IOException impossible) {
      throw new AdministrationRefusal(
          Kind.INVALID,
          "The folder " + folder + " cannot be made: " + words(impossible) + ".",
          "Name a folder on the server's machine where the user who runs the server may write.");
    }
    return target;
  }

  private static String words(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "permission denied at " + denied.getFile();
      case FileAlreadyExistsException file -> file.getFile() + " is no folder";
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      default -> "the file system refuses it";
    };
  }
}
