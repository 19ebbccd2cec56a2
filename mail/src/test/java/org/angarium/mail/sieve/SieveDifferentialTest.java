package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests hold here if and only if they hold for Pigeonhole's {@code sieve-test}, where it is
 * installed.
 */
class SieveDifferentialTest {
  private static final Path SIEVE_TEST = Path.of("/usr/bin/sieve-test");

  /** What depends on the place rather than on script and message, or isn't known there. */
  private static final Set<String> ONLY_HERE =
      Set.of(
          "comparator-i;unicode-casemap",
          "environment",
          "spamtest",
          "spamtestplus",
          "virustest",
          "mailbox",
          "mailboxid",
          "special-use");

  /**
   * Where Pigeonhole 0.5.19 does otherwise: its question mark takes an octet, not a character (RFC
   * 5228 §2.7.1); it gives an empty {@code auth} to who didn't authenticate; a zone makes it forget
   * the index (RFC 5260 §6); its {@code string} compares octets unless told (RFC 5228 §2.7.3).
   */
  private static final List<String> OTHERWISE_THERE =
      List.of(
          "header :matches \"subject\" \"????? from",
          "envelope :contains \"auth\"",
          "date :index 2 :zone",
          "string [\"a\", \"b\"] [\"c\", \"B\"]");

  /**
   * Pigeonhole 0.5.19 gives up loops within branches of loops, and in a loop around a multipart of
   * an embedded message it goes on behind it.
   */
  private static final List<String> LOOPS_FAIL_THERE =
      List.of(
          "{ foreverypart { discard",
          "{ foreverypart { if",
          "foreverypart { set \"n\" \"${n}${t}\"");

  private static final List<String> MESSAGES =
      List.of(
          Scripts.MESSAGE,
          "From: a@b.example\r\nSubject: acme [42] from ACME\r\n\r\nmake money\r\n",
          """
          From: =?utf-8?q?J=C3=BCrgen?= <J+x+y@EXAMPLE.net>, "a, b" <"q s"@example.com>
          To: undisclosed-recipients:;
          Cc: <@route.example:sam@example.net>
          Subject: folded
           over  two	lines
          Subject: and again
          Date: 22 Nov 2026 04:10 EST
          X-Score: 0015
          X-Empty:
          Received: x; Sun, 22 Nov 2026 00:00:00 +0000
          Content-Type: text/html; charset=utf-8
          Content-Transfer-Encoding: base64

          R3LDvMOfZSBtYWtlIG1vbmV5
          """
              .replace("\n", "\r\n"));

  private static final String MORE =
      """
      x | | + | header "subject" "folded over  two\tlines"
      x | | + | header :contains "subject" ["again", "zzz"]
      x | | + | header :matches "subject" "*over*lines"
      x | | + | header :matches "subject" "and ?gain"
      x | | + | address :domain "from" "example.net"
      x | | + | address :localpart "from" "q s"
      x | subaddress | + | address :detail "from" "x+y"
      x | subaddress | + | address :user "from" "j"
      x | | + | address :all "cc" "sam@example.net"
      x | | + | exists "to"
      x | relational comparator-i;ascii-numeric | + | header :count "eq" :comparator "i;ascii-numeric" "subject" "2"
      x | relational comparator-i;ascii-numeric | + | header :value "eq" :comparator "i;ascii-numeric" "x-score" "15"
      x | relational comparator-i;ascii-numeric | + | header :value "le" :comparator "i;ascii-numeric" "subject" "3"
      x | relational | + | header :value "le" "subject" "and b"
      x | date | + | date :zone "+0000" "date" "time" "09:10:00"
      x | date | + | date :originalzone "date" "zone" "-0500"
      x | date relational | + | date :value "lt" :zone "+0000" "date" "julian" "61367"
      x | index | + | header :index 2 "subject" "and again"
      x | index | + | header :index 2 :last :contains "subject" "folded"
      x | body | + | body :contains "grüße"
      x | body | + | body :raw :contains "R3LDv"
      x | body | + | body :content "text" :contains "make money"
      x | body | + | body :content ["image", "text/html"] :contains "MONEY"
      x | variables | + | allof (header :matches "subject" "*from*", string "${1}" "acme [42] ")
      x | variables | + | allof (header :matches "subject" "*ACME*", string :contains "${2}" "from")
      x | variables relational | + | string :count "eq" ["", "a"] "1"
      x | size | - | size :under 50
      """
          .replace("x | size |", "x | |");

  @TempDir Path directory;

  @Test
  void agreesWithPigeonhole() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(SIEVE_TEST), "sieve-test isn't installed");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    boolean root = System.getProperty("user.name").equals("root");
    Path settings =
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
            """
                .formatted(directory, root ? "65534" : Integer.toString(uid())));
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (String line : (SieveTestsTest.EXAMPLES + MORE).lines().toList()) {
      String[] columns = line.split("\\|", 4);
      List<String> extensions = List.of(columns[1].strip().split(" ", -1));
      String test = columns[3].strip();
      if (extensions.stream().anyMatch(ONLY_HERE::contains)
          || OTHERWISE_THERE.stream().anyMatch(test::startsWith)
          || test.startsWith("currentdate")) {
        continue;
      }
      String script = script(extensions, test);
      for (int i = 0; i < MESSAGES.size(); i++) {
        boolean here = discards(script, MESSAGES.get(i));
        boolean there = discardsThere(settings, script, MESSAGES.get(i));
        compared++;
        if (here != there) {
          differences.add("message " + i + ", here " + here + ": " + extensions + " " + test);
        }
      }
    }
    for (String example : SievePartsTest.EXAMPLES.lines().toList()) {
      if (LOOPS_FAIL_THERE.stream().anyMatch(example::contains)) {
        continue;
      }
      String script = SievePartsTest.script(example);
      boolean here = discards(script, SievePartsTest.MESSAGE);
      boolean there = discardsThere(settings, script, SievePartsTest.MESSAGE);
      if (here != there) {
        differences.add("parts, here " + here + ": " + example);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(200);
  }

  private int uid() throws IOException {
    return (Integer) Files.getAttribute(directory, "unix:uid");
  }

  private static String script(List<String> extensions, String test) {
    StringBuilder script = new StringBuilder();
    for (String extension : extensions) {
      if (!extension.isEmpty()) {
        script.append("require \"").append(extension).append("\";\n");
      }
    }
    return script.append("if ").append(test).append(" { discard; }\n").toString();
  }

  private static boolean discards(String script, String message) {
    SieveResult result = Scripts.run(script, message, Scripts.environment(SieveWorld.empty()));
    assertThat(result.error()).as(script).isNull();
    return result.actions().contains(new SieveAction.Discard());
  }

  private boolean discardsThere(Path settings, String script, String message)
      throws IOException, InterruptedException {
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
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(said).as(script).contains("final result: success");
    return said.contains("discard");
  }
}
