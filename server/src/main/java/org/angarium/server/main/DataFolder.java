package org.angarium.server.main;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.DamagedStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Where a node keeps what is its own:
 *
 * <pre>
 * store/             mail, queue, directory, traces
 * tls/               the self-signed certificate, if no other is configured
 * admin-token        what lets the commands of this machine in; readable by the owner only
 * node-name          the host name from the first start
 * store-made         there once the store has been opened: if it is gone then, it is missed
 * angarium.yaml      the configuration, if somebody put it there
 * unshown-passwords  accounts of the first start whose passwords nobody has seen yet
 * restoring/         while a backup is restored
 * runtime            while a server runs: its process and where its HTTP listener is
 * </pre>
 *
 * The folder itself is readable by its owner only.
 */
public final class DataFolder {
  private static final Set<java.nio.file.attribute.PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private static final String UNSHOWN = "unshown-passwords";

  private final Path path;

  public DataFolder(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /**
   * What a running server tells about itself.
   *
   * @param http its HTTP listener in clear, or null where it has none
   */
  public record Running(long process, @Nullable InetSocketAddress http) {}

  public Path path() {
    return path;
  }

  public Path store() {
    return path.resolve("store");
  }

  /** Where a restore builds what it then moves into place. */
  Path restoring() {
    return path.resolve("restoring");
  }

  /**
   * What makes a node out of a store, by its path in this folder: to be kept with a backup.
   *
   * @param configuration the file in force, wherever it is; null where there is none
   */
  Map<String, Path> nodeFiles(@Nullable Path configuration) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String name : List.of("node-name", "admin-token", "tls/certificate.pem", "tls/key.pem")) {
      files.put(name, path.resolve(name));
    }
    if (configuration != null) {
      files.put("angarium.yaml", configuration);
    }
    return files;
  }

  public Path certificate() {
    return path.resolve("tls/certificate.pem");
  }

  public Path key() {
    return path.resolve("tls/key.pem");
  }

  /** The configuration file of the folder, if there is one. */
  public @Nullable Path configuration() {
    Path file = path.resolve("angarium.yaml");
    return Files.exists(file) ? file : null;
  }

  /**
   * Makes what is missing of the folder itself.
   *
   * @throws StartException when that is not possible
   */
  public void create() throws StartException {
    try {
      make();
    } catch (IOException failure) {
      throw new StartException(
          "The data folder " + path + " cannot be used: " + FileFailure.words(failure) + ".",
          "Choose another folder with --data, or let the user who runs this write there.",
          failure);
    }
  }

  private void make() throws IOException {
    if (Files.notExists(path)) {
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    FilePrivacy.enforce(path);
    Files.createDirectories(path.resolve("tls"));
    if (!Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString());
    }
  }

  /** The token, made now if there is none. */
  public String token() throws IOException {
    Path file = path.resolve("admin-token");
    if (Files.notExists(file)) {
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      writePrivately(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
    }
    return existingToken();
  }

  /** The token; NoSuchFileException where the folder has none. */
  public String existingToken() throws IOException {
    return Files.readString(path.resolve("admin-token"), StandardCharsets.US_ASCII).strip();
  }

  /** The host name from the first start, in A-labels however it was kept; empty before it. */
  public Optional<String> nodeName() throws IOException {
    try {
      String name = Files.readString(path.resolve("node-name")).strip();
      try {
        return Optional.of(Domains.canonical(name));
      } catch (AddressSyntaxException damaged) {
        throw new StartException(
            "The file " + path.resolve("node-name") + " holds no host name.",
            "Write the name of this host into it, or set node.name in the configuration.",
            damaged);
      }
    } catch (NoSuchFileException first) {
      return Optional.empty();
    }
  }

  public void nodeName(String name) throws IOException {
    writePrivately(path.resolve("node-name"), name + "\n");
  }

  /**
   * Accounts of the first start whose passwords have not been shown, each with the generation of
   * the credentials that belongs to the password. Lines that cannot be read are left out: a
   * password that somebody knows must not be changed on a guess.
   */
  Map<EmailAddress, Long> unshownPasswords() throws IOException {
    Map<EmailAddress, Long> unshown = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(path.resolve(UNSHOWN))) {
        int space = line.lastIndexOf(' ');
        try {
          unshown.put(
              EmailAddress.parse(line.substring(0, Math.max(0, space))),
              Long.parseLong(line.substring(space + 1)));
        } catch (NumberFormatException | AddressSyntaxException damaged) {
          // left out, as said above
        }
      }
    } catch (NoSuchFileException none) {
      return Map.of();
    }
    return unshown;
  }

  void unshownPasswords(Map<EmailAddress, Long> generations) throws IOException {
    StringBuilder text = new StringBuilder();
    generations.forEach(
        (address, generation) -> text.append(address).append(' ').append(generation).append('\n'));
    writePrivately(path.resolve(UNSHOWN), text.toString());
  }

  /** Somebody has seen the passwords of the first start. */
  void passwordsShown() throws IOException {
    Files.deleteIfExists(path.resolve(UNSHOWN));
  }

  /**
   * Looks whether a store that was there is still there. An empty one in its place would take new
   * mail where the old is missed, as when a disk is not mounted.
   */
  void checkStore() throws IOException {
    Path made = path.resolve("store-made");
    if (Files.exists(made) && Files.notExists(store().resolve("engine"))) {
      throw new DamagedStoreException(
          "the store in " + store() + " is gone",
          "Nothing was changed. Is its disk not mounted? Else restore a backup into another folder"
              + " with \"angarium restore\". To begin with an empty store, delete the file "
              + made
              + ".");
    }
  }

  /** The store is there from now on. */
  void storeMade() throws IOException {
    Path made = path.resolve("store-made");
    if (Files.notExists(made)) {
      writePrivately(made, "yes\n");
    }
  }

  /** What the server that runs on this folder says; empty where none runs. */
  public Optional<Running> runtime() throws IOException {
    long process = 0;
    InetSocketAddress http = null;
    try {
      for (String line : Files.readAllLines(path.resolve("runtime"))) {
        if (line.startsWith("process=")) {
          process = Long.parseLong(line.substring(8));
        } else if (line.startsWith("http=")) {
          int colon = line.lastIndexOf(':');
          http =
              new InetSocketAddress(
                  InetAddress.ofLiteral(line.substring(5, colon)),
                  Integer.parseInt(line.substring(colon + 1)));
        }
      }
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IllegalArgumentException damaged) {
      throw new IOException("the file runtime is damaged", damaged);
    }
    // After a kill the file is still there and the process is not.
    return ProcessHandle.of(process).isPresent()
        ? Optional.of(new Running(process, http))
        : Optional.empty();
  }

  /** Tells commands where this process listens. */
  public void announce(@Nullable InetSocketAddress http) throws IOException {
    String text = "process=" + ProcessHandle.current().pid() + "\n";
    if (http != null) {
      InetAddress address =
          http.getAddress().isAnyLocalAddress()
              ? InetAddress.ofLiteral("127.0.0.1")
              : http.getAddress();
      text += "http=" + address.getHostAddress() + ":" + http.getPort() + "\n";
    }
    writePrivately(path.resolve("runtime"), text);
  }

  /** Ends {@link #announce}. */
  public void withdraw() throws IOException {
    Files.deleteIfExists(path.resolve("runtime"));
  }

  /** As a whole or not at all, readable by the owner only from the first moment. */
  private static void writePrivately(Path file, String text) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path fresh =
        Files.createTempFile(
            parent,
            file.getFileName() + ".",
            ".new",
            PosixFilePermissions.asFileAttribute(OWNER_FILE));
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException foreign) {
      throw new IOException("the data folder's file system has no atomic rename", foreign);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
