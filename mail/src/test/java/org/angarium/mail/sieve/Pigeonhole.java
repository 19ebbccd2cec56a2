package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Pigeonhole's {@code sieve-test}, which tells what a script would do. No daemon runs. */
final class Pigeonhole {
  static final Path SIEVE_TEST = Path.of("/usr/bin/sieve-test");

  private static final String STORE = " * store message in folder: ";
  private static final String FLAGS = "+ add IMAP flags: ";
  private static final String REDIRECT = " * redirect message to: <";
  private static final String SUBJECT = "=> subject      : ";
  private static final String SECONDS = "=> seconds : ";

  private final Path directory;
  private final Path settings;

  /**
   * Prepares it.
   *
   * @param included scripts to include by name; those of the site begin with {@code global/}
   */
  Pigeonhole(Path directory, Map<String, String> included) throws IOException {
    this.directory = directory;
    open(directory);
    open(Files.createDirectory(directory.resolve("scripts")));
    open(Files.createDirectory(directory.resolve("global")));
    for (Map.Entry<String, String> script : included.entrySet()) {
      String name = script.getKey();
      Path file = directory.resolve(name.startsWith("global/") ? name : "scripts/" + name);
      Files.writeString(file.resolveSibling(file.getFileName() + ".sieve"), script.getValue());
    }
    boolean root = System.getProperty("user.name").equals("root");
    Integer uid = (Integer) Files.getAttribute(directory, "unix:uid");
    settings =
        Files.writeString(
            directory.resolve("settings"),
            """
            mail_location = mbox:%1$s/mail
            mail_home = %1$s
            mail_uid = %2$s
            mail_gid = %2$s
            first_valid_uid = 1
            first_valid_gid = 1
            log_path = /dev/stderr
            ssl = no
            base_dir = %1$s/run
            state_dir = %1$s/run
            plugin {
              sieve = file:%1$s/scripts;active=%1$s/active.sieve
              sieve_global = file:%1$s/global
              sieve_extensions = +editheader +spamtest +spamtestplus +virustest
              sieve_spamtest_status_header = X-Spam: ([0-9]+)
              sieve_spamtest_max_value = 10
              sieve_virustest_status_header = X-Virus: ([a-z]+)
              sieve_virustest_status_type = text
              sieve_virustest_text_value1 = clean
              sieve_virustest_text_value5 = worm
            }
            """
                .formatted(directory, root ? "65534" : uid.toString()));
  }

  private static void open(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  /**
   * What it would do, sorted: {@code store} with mailbox and flags in lower case, {@code redirect}
   * and {@code notify} with addresses, {@code vacation} with seconds, {@code reject}.
   */
  List<String> actions(String script, String message) throws IOException, InterruptedException {
    Path scriptFile = Files.writeString(directory.resolve("test.sieve"), script);
    Path messageFile = Files.writeString(directory.resolve("message"), message);
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
            SIEVE_TEST.toString(),
            "-c",
            settings.toString(),
            "-C",
            "-f",
            "coyote+acme@desert.example.org",
            "-a",
            "roadrunner@acme.example.com",
            "-r",
            "roadrunner@acme.example.com",
            scriptFile.toString(),
            messageFile.toString());
    builder.environment().put("TZ", "Etc/GMT-1");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(said).as(script).contains("final result: success");
    return read(said);
  }

  private static List<String> read(String said) {
    List<String> actions = new ArrayList<>();
    Set<String> recipients = new TreeSet<>();
    for (String line : said.lines().toList()) {
      int last = actions.size() - 1;
      if (line.startsWith(STORE)) {
        actions.add("store " + line.substring(STORE.length()).toLowerCase(Locale.ROOT));
      } else if (line.contains(FLAGS)) {
        String flags = line.substring(line.indexOf(FLAGS) + FLAGS.length());
        actions.set(last, actions.get(last) + " " + flags.toLowerCase(Locale.ROOT));
      } else if (line.startsWith(REDIRECT)) {
        actions.add("redirect " + line.substring(REDIRECT.length(), line.length() - 1));
      } else if (line.startsWith(" * send notification")) {
        actions.add("notify");
        recipients.clear();
      } else if (line.contains(SUBJECT)) {
        String subject = line.substring(line.indexOf(SUBJECT) + SUBJECT.length());
        actions.set(last, "notify " + subject);
      } else if (line.strip().startsWith("+ To: ") || line.strip().startsWith("+ Cc: ")) {
        recipients.add(line.strip().substring(6));
        String subject = actions.get(last).replaceFirst("^notify ?(\\[[^\\]]*\\] ?)?", "");
        actions.set(last, ("notify " + recipients + " " + subject).strip());
      } else if (line.startsWith(" * send vacation")) {
        actions.add("vacation");
      } else if (line.contains(SECONDS)) {
        String seconds = line.substring(line.indexOf(SECONDS) + SECONDS.length()).strip();
        actions.set(last, "vacation " + seconds);
      } else if (line.startsWith(" * reject message")) {
        actions.add("reject");
      }
    }
    return actions.stream().sorted().toList();
  }
}
