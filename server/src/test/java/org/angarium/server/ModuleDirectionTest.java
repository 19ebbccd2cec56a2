package org.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The direction of imports, read from the sources of all modules (docs/ARCHITECTURE.md). */
class ModuleDirectionTest {
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?([\\w.]+(?:\\.\\*)?);", Pattern.MULTILINE);
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
  private static final Set<String> BANNED_NAMES =
      Set.of("common", "util", "utils", "impl", "helper", "helpers", "manager");

  /** Names and addresses as values; what looks them up is refused by a test of its own. */
  private static final Set<String> NETWORK_VALUES =
      Set.of(
          "java.net.InetAddress",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.UnknownHostException");

  private static final Pattern LOOKUP =
      Pattern.compile(
          "\\.(getAllByName|getByName|getHostName|getCanonicalHostName|getLocalHost|isReachable)\\(");
  private static final Set<String> PROTOCOLS = Set.of("smtp", "imap", "http", "outbound");

  /** One source file: where it is, its package, what it imports or names in full. */
  private record Source(Path file, String module, String inPackage, List<String> imports) {}

  @Test
  void mailImportsNothingOfTheOthers() {
    assertThat(violations("mail", name -> ours(name) && !name.startsWith("org.angarium.mail.")))
        .isEmpty();
  }

  @Test
  void storeImportsMailOnly() {
    assertThat(
            violations(
                "store",
                name ->
                    ours(name)
                        && !name.startsWith("org.angarium.mail.")
                        && !name.startsWith("org.angarium.store.")))
        .isEmpty();
  }

  @Test
  void serverImportsNoTestkit() {
    assertThat(
            violations(
                "server",
                name ->
                    name.startsWith("org.angarium.testkit.")
                        || name.startsWith("org.angarium.bench.")))
        .isEmpty();
  }

  @Test
  void mailSeesNoInputOutputClockThreadOrLogger() {
    assertThat(
            violations(
                "mail",
                name ->
                    (name.startsWith("java.net.") && !NETWORK_VALUES.contains(name))
                        || name.startsWith("java.nio.file.")
                        || name.startsWith("java.nio.channels.")
                        || name.startsWith("java.util.logging.")
                        || name.startsWith("org.slf4j.")
                        || name.startsWith("javax.net.")
                        || name.equals("java.io.File")
                        || name.startsWith("java.io.File")
                        || name.equals("java.time.Clock")
                        || name.equals("java.time.InstantSource")
                        || name.startsWith("java.util.concurrent.locks.")
                        || name.equals("java.util.concurrent.ExecutorService")))
        .isEmpty();
  }

  @Test
  void mailAsksNoNameServerBehindTheCallersBack() {
    assertThat(
            sources()
                .filter(source -> source.module().equals("mail"))
                .filter(source -> LOOKUP.matcher(read(source.file())).find())
                .map(Source::file))
        .isEmpty();
  }

  @Test
  void onlyTheRocksEngineSeesRocksDb() {
    assertThat(
            sources()
                .filter(source -> !source.inPackage().equals("org.angarium.store.engine.rocksdb"))
                .flatMap(source -> violations(source, name -> name.startsWith("org.rocksdb."))))
        .isEmpty();
  }

  /**
   * The packages of the store, each floor above the ones it may import. The store's own package is
   * both: the exceptions that all throw, and the roof that opens everything.
   */
  private static final List<List<String>> STORE_FLOORS =
      List.of(
          List.of("engine"),
          List.of("engine.memory", "engine.rocksdb", "blob"),
          List.of("schema"),
          List.of("account", "node"),
          List.of("view"),
          List.of("message"),
          List.of("search"),
          List.of("mailbox", "script", "directory", "queue", "trace"),
          List.of("intake", "repair"));

  private static final List<List<String>> SERVER_FLOORS =
      List.of(
          List.of("event"),
          List.of("dns", "net", "directory", "config", "tls", "report"),
          List.of("filter", "sieve", "auth", "signing"),
          List.of("delivery", "session"),
          List.of("outbound"),
          List.of("smtp", "imap", "admin.view"),
          List.of("admin"),
          List.of("http"),
          List.of("main"),
          List.of("training", "terminal"),
          List.of("command"));

  private static final List<List<String>> TESTKIT_FLOORS =
      List.of(
          List.of("grammar"),
          List.of("grammar.smtp", "grammar.imap"),
          List.of("conversation", "dns", "differential"),
          List.of("wire", "smtp"),
          List.of("talk"));

  private static final List<List<String>> SIEVE_FLOORS =
      List.of(
          List.of("syntax"),
          List.of("match"),
          List.of("action"),
          List.of("compile"),
          List.of("run", "rules"));

  @Test
  void thePackagesOfTheStoreStandOnFloors() {
    assertThat(notBelow("store", "org.angarium.store", STORE_FLOORS)).isEmpty();
  }

  @Test
  void thePackagesOfTheServerStandOnFloors() {
    assertThat(notBelow("server", "org.angarium.server", SERVER_FLOORS)).isEmpty();
  }

  @Test
  void thePackagesOfTheTestkitStandOnFloors() {
    assertThat(notBelow("testkit", "org.angarium.testkit", TESTKIT_FLOORS)).isEmpty();
  }

  @Test
  void thePackagesOfSieveStandOnFloors() {
    assertThat(notBelow("mail", "org.angarium.mail.sieve", SIEVE_FLOORS)).isEmpty();
  }

  /** The imports from one package to another below {@code root} that do not point downwards. */
  private static List<String> notBelow(String module, String root, List<List<String>> floors) {
    List<String> violations = new ArrayList<>();
    sources()
        .filter(source -> source.module().equals(module) && isBelow(source.inPackage(), root))
        .forEach(source -> {
          int own = floor(source.inPackage(), root, floors);
          for (String name : source.imports()) {
            String imported = name.replaceFirst("\\.[A-Z].*", "");
            boolean allowed =
                !isBelow(imported, root)
                    || imported.equals(source.inPackage())
                    || name.matches("org\\.angarium\\.store\\.\\w+Exception")
                    || floor(imported, root, floors) < own;
            if (!allowed) {
              violations.add(source.file() + " imports " + name);
            }
          }
        });
    return violations;
  }

  private static boolean isBelow(String inPackage, String root) {
    return inPackage.equals(root) || inPackage.startsWith(root + ".");
  }

  private static int floor(String inPackage, String root, List<List<String>> floors) {
    if (inPackage.equals(root)) {
      return floors.size();
    }
    String piece = inPackage.substring(root.length() + 1);
    for (int floor = 0; floor < floors.size(); floor++) {
      if (floors.get(floor).contains(piece)) {
        return floor;
      }
    }
    throw new AssertionError("the package " + inPackage + " stands on no floor");
  }

  @Test
  void theServerSeesNeitherTheEngineNorItsKeys() {
    assertThat(
            violations(
                "server",
                name ->
                    name.startsWith("org.angarium.store.engine.")
                        || name.startsWith("org.angarium.store.schema.")))
        .isEmpty();
  }

  @Test
  void storeSpeaksNoNetworkProtocol() {
    assertThat(
            violations(
                "store", name -> name.startsWith("java.net.") || name.startsWith("javax.net.")))
        .isEmpty();
  }

  @Test
  void protocolsDoNotImportEachOther() {
    assertThat(
            sources()
                .filter(source -> source.module().equals("server"))
                .flatMap(source -> {
                  String own = piece(source.inPackage());
                  return PROTOCOLS.contains(own)
                      ? violations(
                          source,
                          name ->
                              name.startsWith("org.angarium.server.")
                                  && PROTOCOLS.contains(piece(name))
                                  && !piece(name).equals(own))
                      : Stream.of();
                }))
        .isEmpty();
  }

  @Test
  void serverDoesNotImportTheCommandLineOrTheMainPageFromBelow() {
    assertThat(
            sources()
                .filter(source -> source.module().equals("server"))
                .filter(source ->
                    !Set.of("main", "training", "terminal", "command")
                        .contains(piece(source.inPackage())))
                .flatMap(source ->
                    violations(
                        source,
                        name ->
                            name.startsWith("org.angarium.server.main.")
                                || name.startsWith("org.angarium.server.command."))))
        .isEmpty();
  }

  @Test
  void noPackageIsACatchAll() {
    assertThat(
            sources()
                .map(Source::inPackage)
                .distinct()
                .filter(name -> Stream.of(name.split("\\.")).anyMatch(BANNED_NAMES::contains)))
        .isEmpty();
  }

  @Test
  void everyPackageHasAPageThatIsNullMarked() {
    assertThat(
            sources()
                .map(source -> source.file().resolveSibling("package-info.java"))
                .distinct()
                .filter(page -> Files.notExists(page) || !read(page).contains("@NullMarked")))
        .isEmpty();
  }

  @Test
  void theTestSeesTheSources() {
    assertThat(sources().map(Source::module).distinct()).contains("mail", "store", "server");
  }

  private static boolean ours(String name) {
    return name.startsWith("org.angarium.");
  }

  /** The third-level name below {@code org.angarium}: {@code imap} of org.angarium.server.imap. */
  private static String piece(String name) {
    String[] parts = name.split("\\.");
    return parts.length > 3 ? parts[3] : "";
  }

  private interface Rule {
    boolean breaks(String name);
  }

  private static List<String> violations(String module, Rule rule) {
    return sources()
        .filter(source -> source.module().equals(module))
        .flatMap(source -> violations(source, rule))
        .toList();
  }

  private static Stream<String> violations(Source source, Rule rule) {
    return source.imports().stream()
        .filter(rule::breaks)
        .map(name -> source.file() + " imports " + name);
  }

  private static Stream<Source> sources() {
    List<Source> sources = new ArrayList<>();
    for (String module : List.of("mail", "store", "server", "testkit", "bench")) {
      Path folder = root().resolve(module).resolve("src/main/java");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files
              .filter(file -> file.toString().endsWith(".java"))
              .forEach(file -> sources.add(source(module, file)));
        } catch (IOException unreadable) {
          throw new UncheckedIOException(unreadable);
        }
      }
    }
    return sources.stream();
  }

  private static Source source(String module, Path file) {
    String text = read(file);
    Matcher inPackage = PACKAGE.matcher(text);
    assertThat(inPackage.find()).as("package of %s", file).isTrue();
    List<String> imports = new ArrayList<>();
    IMPORT.matcher(text).results().forEach(match -> imports.add(match.group(1)));
    return new Source(file, module, inPackage.group(1), imports);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Where the modules are: the parent of the module that the test runs in. */
  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("mail/src")) ? here : here.getParent();
  }
}
