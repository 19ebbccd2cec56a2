package org.angarium.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
import org.angarium.server.main.Angarium;
import org.angarium.server.main.DataFolder;
import org.angarium.testkit.dns.LoopbackDns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every command without a terminal, with a pipe, and with an output that cannot be written. */
class CommandsTest {
  /** Each command with arguments that it takes; a new command needs a line here. */
  private static final List<String> COMMANDS =
      List.of(
          "status",
          "version",
          "completion",
          "help",
          "domain add DOMAIN",
          "domain list",
          "domain show example.test",
          "domain catch-all example.test admin@example.test",
          "domain enable example.test",
          "domain dns example.test",
          "domain keys example.test",
          "domain rotate-keys example.test",
          "domain delete-key example.test SELECTOR",
          "domain delete DOMAIN",
          "account add FRESH --password-stdin",
          "account list",
          "account show user@example.test",
          "account set-password user@example.test --password-stdin",
          "account suspend user@example.test",
          "account resume user@example.test",
          "account administrator admin@example.test",
          "account administrator user@example.test --domain example.test",
          "account monitor user@example.test",
          "account quota user@example.test 1GB",
          "account forward user@example.test friend@elsewhere.test --keep",
          "account vacation user@example.test away --until 2027-01-06",
          "account auto-reply user@example.test thanks",
          "account mail-settings user@example.test",
          "account vacation user@example.test --off",
          "account auto-reply user@example.test --off",
          "account forward user@example.test --off",
          "account delete FRESH --yes",
          "sieve list user@example.test",
          "sieve put user@example.test SCRIPT --activate",
          "sieve get user@example.test",
          "sieve activate user@example.test --none",
          "sieve delete user@example.test main",
          "sieve check SCRIPT",
          "sieve try SCRIPT SCRIPT",
          "sieve site put spam SCRIPT --before",
          "sieve site list",
          "sieve site get spam",
          "sieve site delete spam",
          "alias add ALIAS user@example.test",
          "alias list",
          "alias show ALIAS",
          "alias delete ALIAS",
          "queue list",
          "queue show 1-1",
          "queue hold 1-1",
          "queue release 1-1",
          "queue retry 1-1",
          "queue delete 1-1 --yes",
          "message trace nothing",
          "message why nothing",
          "filter try SCRIPT --from-ip 127.0.0.1 --helo client.test --mail-from a@example.net",
          "verify",
          "backup BACKUP",
          "restore BACKUP",
          "repair",
          "config check",
          "config show",
          "config reference",
          "reference api",
          "reference events");

  /** These run a server, which end-to-end tests do. */
  private static final List<String> SERVERS = List.of("up", "rehearse");

  @TempDir static Path folder;
  private static LoopbackDns dns;
  private static Angarium server;
  private static int runs;

  private final InputStream input = System.in;
  private final PrintStream errors = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  /** What came of one run. */
  private record Outcome(int code, String output, String errors) {}

  @BeforeAll
  static void start() throws Exception {
    dns = LoopbackDns.start();
    Files.writeString(folder.resolve("script.sieve"), "keep;\n");
    Map<String, String> settings = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      settings.put("listeners." + service.label() + ".port", "0");
    }
    settings.put(
        "dns.servers", dns.address().getAddress().getHostAddress() + ":" + dns.address().getPort());
    server =
        Angarium.start(
            ConfigurationReader.read(null, settings),
            new DataFolder(folder.resolve("data")),
            "example.test",
            OutputStream.nullOutputStream());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    dns.close();
  }

  @BeforeEach
  void takeErrors() {
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void giveBack() {
    System.setErr(errors);
    System.setIn(input);
  }

  @Test
  void everyCommandIsTried() {
    CommandLine program = new CommandLine(new AngariumCommand());
    AngariumCommand.COMMANDS.forEach(
        name -> program.addSubcommand(name, AngariumCommand.command(name)));
    List<String> leaves =
        program.getSubcommands().entrySet().stream()
            .filter(command -> !SERVERS.contains(command.getKey()))
            .flatMap(command -> leaves(command.getKey(), command.getValue()))
            .toList();
    assertThat(leaves)
        .allSatisfy(
            leaf -> assertThat(COMMANDS).anyMatch(line -> (line + " ").startsWith(leaf + " ")));
  }

  private static Stream<String> leaves(String name, CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? Stream.of(name)
        : command.getSubcommands().entrySet().stream()
            .flatMap(below -> leaves(name + " " + below.getKey(), below.getValue()));
  }

  @Test
  void withAPipeEveryCommandEndsAsItSays() {
    String fresh = fresh();
    for (String line : COMMANDS) {
      Outcome outcome = run("correct horse battery\n", null, arguments(line, fresh));
      boolean nothingThere =
          line.startsWith("queue ") && !line.equals("queue list")
              || line.startsWith("message ")
              || line.startsWith("domain delete-key ")
              || line.startsWith("restore ")
              || line.equals("repair"); // not while the server runs
      assertThat(outcome.code()).as(line + outcome).isEqualTo(nothingThere ? 1 : 0);
      assertThat(outcome.errors().isEmpty()).as(line + outcome).isEqualTo(!nothingThere);
    }
  }

  @Test
  void withJsonEveryAnswerAndEveryErrorIsJson() {
    String fresh = fresh();
    for (String line : COMMANDS) {
      if (List.of("completion", "help", "config reference", "reference api", "reference events")
          .contains(line)) {
        continue; // which are texts for other programs and for people
      }
      Outcome outcome = run("correct horse battery\n", null, arguments(line + " --json", fresh));
      if (outcome.code() == 0) {
        assertThat(JsonMapper.shared().readTree(outcome.output()).isObject()).as(line).isTrue();
        assertThat(outcome.errors()).as(line).isEmpty();
      } else {
        JsonNode error = JsonMapper.shared().readTree(outcome.errors()).get("error");
        assertThat(error.get("problem").stringValue()).as(line).isNotEmpty();
        assertThat(error.get("remedy").stringValue()).as(line).isNotEmpty();
        assertThat(error.get("exitCode").intValue()).as(line).isEqualTo(outcome.code());
        assertThat(outcome.output()).as(line).isEmpty();
      }
    }
  }

  @Test
  void withAnOutputThatCannotBeWrittenEveryCommandSaysSo() {
    String fresh = fresh();
    for (String line : COMMANDS) {
      Outcome outcome =
          run("correct horse battery\n", "No space left on device", arguments(line, fresh));
      assertThat(outcome.code()).as(line + outcome).isIn(1, 74);
      assertThat(outcome.errors()).as(line).startsWith("angarium: ").doesNotContain("\tat ");
      assertThat(outcome.code() == 74).isEqualTo(outcome.errors().contains("No space left"));
    }
  }

  @Test
  void aScriptIsCheckedAndTriedWithoutAServer() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.sieve"), "kepe;\nfileinto \"x\";\n");
    Outcome outcome = run("", null, "sieve", "check", wrong.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.output()).contains(wrong + ":1:1: ").contains("keep").contains(":2:1: ");
    assertThat(run("", null, "sieve", "try", wrong.toString(), wrong.toString()).code()).isOne();
    Path script =
        Files.writeString(
            folder.resolve("try.sieve"),
            """
            require ["fileinto", "envelope", "vacation", "editheader"];
            addheader "X-Mark" "one";
            if envelope "from" "a@b.test" { fileinto "Mine"; vacation "away"; }
            """);
    Path message =
        Files.writeString(folder.resolve("message.eml"), "To: c@d.test\r\nSubject: x\r\n\r\ntext");
    outcome =
        run(
            "",
            null,
            "sieve",
            "try",
            script.toString(),
            message.toString(),
            "--from",
            "a@b.test",
            "--to",
            "c@d.test");
    assertThat(outcome.code()).as(outcome.errors()).isZero();
    assertThat(outcome.output().lines())
        .containsExactly(
            "addheader  name=X-Mark  value=one",
            "fileinto  mailbox=Mine",
            "vacation  to=a@b.test  subject=Auto: x  reason=away  seconds=604800");
    Path failing =
        Files.writeString(folder.resolve("failing.sieve"), "require \"ihave\"; error \"no\";");
    outcome = run("", null, "sieve", "try", failing.toString(), message.toString());
    assertThat(outcome.code()).isOne();
    assertThat(outcome.output()).contains("keep").contains("The script failed: ");
  }

  @Test
  void aDomainIsToldItsKeysAtOnce() {
    String fresh = fresh() + ".example";
    assertThat(run("", null, "domain", "add", fresh).code()).isZero();
    assertThat(run("", null, "domain", "dns", fresh).output())
        .contains(
            "; mx: missing", "; dkim: missing", "._domainkey." + fresh + ". IN TXT \"v=DKIM1");
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoError() {
    Outcome outcome = run("", "Broken pipe", "account", "list");
    assertThat(outcome.code()).isEqualTo(141);
    assertThat(outcome.errors()).isEmpty();
  }

  @Test
  void aGeneratedPasswordThatNobodySawIsAnError() {
    String fresh = fresh();
    for (String[] line :
        new String[][] {
          {"account", "add", fresh + "@example.test"},
          {"account", "set-password", fresh + "@example.test", "--generate"}
        }) {
      Outcome outcome = run("", "Broken pipe", line);
      assertThat(outcome.code()).isEqualTo(74);
      assertThat(outcome.errors()).contains("could not be shown").contains("set-password");
    }
  }

  @Test
  void passwordsAreSetWithoutATerminal() {
    assertThat(System.console()).isNull();
    for (String option : List.of("--password-stdin", "--generate", "--json")) {
      Outcome outcome =
          run(
              "correct horse battery\n",
              null,
              "account",
              "set-password",
              "user@example.test",
              option);
      assertThat(outcome.code()).as(option + outcome).isZero();
      assertThat(
              outcome.output().toLowerCase(java.util.Locale.ROOT).contains("password\":\"")
                  || outcome.output().contains("Password: "))
          .as(outcome.output())
          .isEqualTo(!option.equals("--password-stdin"));
    }
    assertThat(
            run("", null, "account", "set-password", "user@example.test", "--password-stdin")
                .errors())
        .contains("There is no password on standard input.");
  }

  @Test
  void deletingAsksFirst() {
    String address = fresh() + "@example.test";
    assertThat(
            run("correct horse battery", null, "account", "add", address, "--password-stdin")
                .code())
        .isZero();
    Outcome silent = run("", null, "account", "delete", address);
    assertThat(silent.code()).isEqualTo(2);
    assertThat(silent.errors()).contains("all of its mail").contains("--yes");
    assertThat(run("no\n", null, "account", "delete", address).code()).isEqualTo(1);
    assertThat(run("", null, "account", "show", address).code()).isZero();
    assertThat(run("yes\n", null, "account", "delete", address).code()).isZero();
    assertThat(run("", null, "account", "show", address).code()).isEqualTo(1);
    assertThat(run("", null, "account", "delete", address).errors())
        .contains("There is no account");
    assertThat(run("", null, "queue", "delete", "1-1").code()).isEqualTo(2);
  }

  @Test
  void wordsThatAreNoCommandsAreErrorsWithOrWithoutHelp() {
    for (String line :
        List.of(
            "nonsense",
            "nonsense --help",
            "--help nonsense",
            "account nonsense --help",
            "account list nonsense --help",
            "help nonsense",
            "account list --nonsense",
            "account list --nonsense --help",
            "account",
            "account quota user@example.test much")) {
      Outcome outcome = run("", null, line.split(" "));
      assertThat(outcome.code()).as(line + outcome).isEqualTo(2);
      assertThat(outcome.errors()).as(line).startsWith("angarium: ");
      assertThat(outcome.output()).as(line).isEmpty();
    }
    assertThat(run("", null).code()).isEqualTo(2);
    for (String line : List.of("--help", "account --help", "account list --help", "help account")) {
      Outcome outcome = run("", null, line.split(" "));
      assertThat(outcome.code()).as(line + outcome).isZero();
      assertThat(outcome.output()).as(line).contains("Usage: angarium");
    }
  }

  @Test
  void aNameThatIsNoDomainIsRefusedBeforeAnythingIsWritten() {
    Path data = folder.resolve("never");
    for (String name :
        List.of("not a domain", "", "a..example", "[192.0.2.1]", "-a.example", "a@b.example")) {
      Outcome refused = run("", null, "--data", data.toString(), "up", "--domain", name);
      assertThat(refused.code()).as(name).isEqualTo(5);
      assertThat(refused.errors()).as(name).contains("is no domain name").contains("--domain");
      assertThat(data).as(name).doesNotExist();
    }
  }

  @Test
  void aDataFolderThatCannotBeMadeIsSaidInWordsWithARemedy() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    for (String impossible :
        List.of("/proc/angarium", file.toString(), file.resolve("below").toString())) {
      Outcome failed = run("", null, "--data", impossible, "up");
      assertThat(failed.code()).as(impossible).isEqualTo(5);
      assertThat(failed.errors())
          .contains("The data folder " + impossible + " cannot be used: ")
          .contains("Choose another folder with --data");
    }
  }

  @Test
  void aConfigurationWithFourErrorsGivesFourLines() throws IOException {
    Path data = Files.createDirectories(folder.resolve("wrong"));
    Files.writeString(
        data.resolve("angarium.yaml"),
        "port-offset: many\nlimits:\n  recipients: 1\n  color: red\nlog: {format: xml}\n");
    for (String command : List.of("up", "config show", "config check")) {
      Outcome failed = run("", null, ("--data " + data + " " + command).split(" "));
      assertThat(failed.code()).as(command).isEqualTo(5);
      for (String place : List.of("1:14", "3:15", "4:3", "5:15")) {
        assertThat((failed.errors() + failed.output()).lines())
            .as(command)
            .filteredOn(line -> line.contains("angarium.yaml:" + place + ": "))
            .hasSize(1);
      }
    }
  }

  @Test
  void aScriptIsPrintedAsItWasPut() throws Exception {
    Path script = folder.resolve("rules.sieve");
    Files.writeString(script, "# \u00dcbung\u001b[2J\nif size :over 1M {\n\tdiscard;\n}\n");
    run("", null, "sieve", "put", "user@example.test", script.toString(), "--name", "printed");
    Outcome printed = run("", null, "sieve", "get", "user@example.test", "printed");
    assertThat(printed.output())
        .isEqualTo("# \u00dcbung\u00b7[2J\nif size :over 1M {\n\tdiscard;\n}\n");
  }

  private static String fresh() {
    return "fresh" + runs++;
  }

  private static String[] arguments(String line, String fresh) {
    return line.replace("FRESH", fresh + "@example.test")
        .replace("DOMAIN", fresh + ".example")
        .replace("ALIAS", "alias-" + fresh + "@example.test")
        .replace("SCRIPT", folder.resolve("script.sieve").toString())
        .replace("BACKUP", folder.resolve("backup-" + fresh).toString())
        .split(" ");
  }

  /**
   * @param failure what the operating system says at each write to the output; null: it is taken
   */
  private Outcome run(
      String text, @org.jspecify.annotations.Nullable String failure, String... arguments) {
    said.reset();
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    OutputStream output =
        failure == null
            ? taken
            : new OutputStream() {
              @Override
              public void write(int octet) throws IOException {
                throw new IOException(failure);
              }
            };
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.contains("--data")) {
      all.addAll(0, List.of("--data", folder.resolve("data").toString()));
    }
    int code = AngariumCommand.execute(output, all.toArray(String[]::new));
    return new Outcome(
        code, taken.toString(StandardCharsets.UTF_8), said.toString(StandardCharsets.UTF_8));
  }
}
