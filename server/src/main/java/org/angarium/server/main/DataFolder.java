package org.angarium.server.main;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
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
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;
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
  private static final String LAST_LINE = "end";
  private static final String TOKEN = "admin-token";
  private static final String NODE_NAME = "node-name";
  private static final Set<String> OURS =
      Set.of("store", "tls", TOKEN, NODE_NAME, "store-made", "angarium.yaml", UNSHOWN, "restoring");
  private static final String NAME_IT =
      "Write the name of this host into it, or set node.name in the configuration.";

  /** Nothing that is longer is looked at in the small files of the folder. */
  private static final int MOST_OCTETS = 64 << 10;

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
    for (String name : List.of(NODE_NAME, TOKEN, "tls/certificate.pem", "tls/key.pem")) {
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
      if (isOthers()) {
        throw new StartException(
            "The folder " + path + " holds other files and no data of Angarium.",
            "Nothing was changed. Name an empty folder, or one that is not there, with --data.");
      }
      make();
    } catch (StartException refused) {
      throw refused;
    } catch (IOException failure) {
      throw new StartException(
          "The data folder " + path + " cannot be used: " + FileFailure.words(failure) + ".",
          "Choose another folder with --data, or let the user who runs this write there.",
          failure);
    }
  }

  /** Whether there is something and nothing of ours: its modes must not be changed. */
  private boolean isOthers() throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    boolean others = false;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
      for (Path one : all) {
        String name = one.getFileName().toString();
        if (OURS.contains(name)) {
          return false;
        }
        others |= !name.equals("lost+found"); // which a disk of its own has
      }
    }
    return others;
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

  /** What this process makes in the folder from now on is its owner's alone, whatever the umask. */
  public void keepPrivate() throws IOException {
    FilePrivacy.enforce(path);
  }

  /**
   * The token, made now if there is none that could be one.
   *
   * @param events hears of it where there should have been one
   */
  public String token(EventSink events) throws IOException {
    Path file = path.resolve(TOKEN);
    boolean there = Files.exists(file);
    if (!there || !isToken(text(file))) {
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      writePrivately(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
      if (there || Files.exists(path.resolve(NODE_NAME))) {
        events.emit(
            new ServerEvent.FileMended(
                file.toString(),
                there ? "it held no token" : "it was missing",
                "Give the new token to programs that use the administration API with the old one."));
      }
    }
    return existingToken();
  }

  /**
   * The token.
   *
   * @throws StartException where the folder has none
   */
  public String existingToken() throws IOException {
    Path file = path.resolve(TOKEN);
    String token = Files.exists(file) ? text(file) : "";
    if (!isToken(token)) {
      throw new StartException(
          "The file " + file + (Files.exists(file) ? " holds no token." : " is missing."),
          "Start the server again: it makes a new one.");
    }
    return token;
  }

  /** One that is damaged must not let everybody in who says the same nothing. */
  private static boolean isToken(String text) {
    return text.matches("[A-Za-z0-9._~+/=-]{32,4096}");
  }

  /** The beginning of a small file; every octet is a character, whatever it is. */
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_OCTETS), StandardCharsets.ISO_8859_1).strip();
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  private static StartException unreadable(Path file, IOException failure) {
    return new StartException(
        "The file " + file + " cannot be read: " + FileFailure.words(failure) + ".",
        "Let the user who runs this read it; if it is no file, move it away.",
        failure);
  }

  /** The host name from the first start, in A-labels however it was kept; empty before it. */
  public Optional<String> nodeName() throws IOException {
    Path file = path.resolve(NODE_NAME);
    try (InputStream in = Files.newInputStream(file)) {
      CharBuffer name = UTF_8.newDecoder().decode(ByteBuffer.wrap(in.readNBytes(MOST_OCTETS)));
      return Optional.of(Domains.canonical(name.toString().strip()));
    } catch (NoSuchFileException first) {
      return Optional.empty();
    } catch (AddressSyntaxException | CharacterCodingException damaged) {
      throw new StartException("The file " + file + " holds no host name.", NAME_IT, damaged);
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  /** The name was there and is not any more: another one would be the name of another host. */
  StartException nameless() {
    return new StartException("The file " + path.resolve(NODE_NAME) + " is missing.", NAME_IT);
  }

  public void nodeName(String name) throws IOException {
    writePrivately(path.resolve(NODE_NAME), name + "\n");
  }

  /**
   * Accounts of the first start whose passwords have not been shown, each with the generation of
   * the credentials that belongs to the password. Lines that cannot be read are left out: a
   * password that somebody knows must not be changed on a guess.
   *
   * @param events hears of lines that are left out
   */
  Map<EmailAddress, Long> unshownPasswords(EventSink events) throws IOException {
    Path file = path.resolve(UNSHOWN);
    if (Files.notExists(file)) {
      return Map.of();
    }
    Map<EmailAddress, Long> unshown = new LinkedHashMap<>();
    List<String> lines = new String(Files.readAllBytes(file), UTF_8).lines().toList();
    boolean damaged = lines.isEmpty() || !lines.getLast().equals(LAST_LINE);
    for (String line : damaged ? lines : lines.subList(0, lines.size() - 1)) {
      int space = line.lastIndexOf(' ');
      try {
        unshown.put(
            EmailAddress.parse(line.substring(0, Math.max(0, space))),
            Long.parseLong(line.substring(space + 1)));
        damaged |= line.indexOf('\uFFFD') >= 0; // what is no UTF-8
      } catch (NumberFormatException | AddressSyntaxException unreadable) {
        damaged = true;
      }
    }
    if (damaged) {
      events.emit(
          new ServerEvent.FileMended(
              file.toString(),
              "it does not say whose passwords of the first start nobody has seen",
              "Set them with \"angarium account set-password\"."));
    }
    return unshown;
  }

  void unshownPasswords(Map<EmailAddress, Long> generations) throws IOException {
    StringBuilder text = new StringBuilder();
    generations.forEach(
        (address, generation) -> text.append(address).append(' ').append(generation).append('\n'));
    writePrivately(path.resolve(UNSHOWN), text.append(LAST_LINE).append('\n').toString());
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
    if (Files.isSymbolicLink(store()) && Files.notExists(store())) {
      throw new DamagedStoreException(
          "the store in " + store() + " is a link to what is not there",
          "Nothing was changed. Is its disk not mounted? Else delete the link.");
    }
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
          int colon = Math.max(5, line.lastIndexOf(':'));
          http =
              new InetSocketAddress(
                  InetAddress.ofLiteral(line.substring(5, colon)),
                  Integer.parseInt(line.substring(colon + 1)));
        }
      }
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException damaged) {
      throw new StartException(
          "The file " + path.resolve("runtime") + " is damaged.",
          "If a server runs, start it again, which writes it anew; else delete it.",
          damaged);
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
