package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The notes in {@code docs/standards.tsv} say by how many cases each standard of Sieve is shown;
 * they are counted here. A case is a test with what it gives, or a script with what it does.
 */
class SieveCasesTest {
  private static final Path STANDARDS =
      Path.of("").toAbsolutePath().getParent().resolve("docs/standards.tsv");
  private static final Pattern CASES = Pattern.compile("(\\d+) cases?");
  private static final Pattern COMPARED = Pattern.compile("(\\d+) against sieve-test");
  private static final Pattern TESTS = Pattern.compile("(\\d+) tests");

  /** What each standard brings, as scripts require it; the others bring nothing of their own. */
  private static final Map<String, Set<String>> EXTENSIONS =
      Map.ofEntries(
          Map.entry("RFC 3894", Set.of("copy")),
          Map.entry("RFC 5173", Set.of("body")),
          Map.entry("RFC 5183", Set.of("environment")),
          Map.entry("RFC 5229", Set.of("variables")),
          Map.entry("RFC 5230", Set.of("vacation")),
          Map.entry("RFC 5231", Set.of("relational")),
          Map.entry("RFC 5232", Set.of("imap4flags")),
          Map.entry("RFC 5233", Set.of("subaddress")),
          Map.entry("RFC 5235", Set.of("spamtest", "spamtestplus", "virustest")),
          Map.entry("RFC 5260", Set.of("date", "index")),
          Map.entry("RFC 5293", Set.of("editheader")),
          Map.entry("RFC 5429", Set.of("reject", "ereject")),
          Map.entry("RFC 5435", Set.of("enotify")),
          Map.entry("RFC 5463", Set.of("ihave")),
          Map.entry("RFC 5490", Set.of("mailbox", "mboxmetadata", "servermetadata")),
          Map.entry("RFC 5703", Set.of("mime", "foreverypart", "extracttext")),
          Map.entry("RFC 6009", Set.of("envelope-dsn", "envelope-deliverby")),
          Map.entry("RFC 6134", Set.of("extlists")),
          Map.entry("RFC 6609", Set.of("include")),
          Map.entry("RFC 6785", Set.of("imapsieve")),
          Map.entry("RFC 7352", Set.of("duplicate")),
          Map.entry("RFC 8579", Set.of("special-use")),
          Map.entry("RFC 9042", Set.of("mailboxid")),
          Map.entry("draft-ietf-sieve-regex", Set.of("regex")));

  /** Whether a script's requirements, as words between blanks, name what the standard brings. */
  private static boolean uses(String standard, String required) {
    Set<String> brought = EXTENSIONS.get(standard);
    return standard.equals("RFC 5228")
        || (brought != null
            && Stream.of(required.split(" ", -1)).anyMatch(word -> brought.contains(word)));
  }

  private static String required(String script) {
    return script.startsWith("require")
        ? script.substring(0, script.indexOf(';')).replaceAll("[\\[\\]\",]", " ")
        : "";
  }

  private static int compared(String standard) {
    int tests =
        SieveDifferentialTest.testsByExtensions().entrySet().stream()
            .filter(group -> uses(standard, group.getKey()))
            .mapToInt(group -> group.getValue().size())
            .sum();
    long scripts =
        SieveDifferentialTest.SCRIPTS
            .lines()
            .filter(script -> uses(standard, required(script)))
            .count();
    int parts = uses(standard, "mime") ? SieveDifferentialTest.partExamples().size() : 0;
    return tests + (int) scripts + parts;
  }

  private static long cases(String standard) {
    Stream<String> lines = (SieveTestsTest.EXAMPLES + SieveExtensionTestsTest.EXAMPLES).lines();
    long own = lines.filter(line -> isOf(standard, line.split("\\|", 3))).count();
    return own + (uses(standard, "mime") ? SievePartsTest.EXAMPLES.lines().count() : 0);
  }

  private static boolean isOf(String standard, String[] columns) {
    return columns[0].startsWith(standard + " ") || uses(standard, columns[1].strip());
  }

  /** The tests of a class. */
  private static long tests(String name) throws ClassNotFoundException {
    return Stream.of(Class.forName(name).getDeclaredMethods())
        .filter(method ->
            method.isAnnotationPresent(Test.class)
                || method.isAnnotationPresent(TestFactory.class)
                || method.isAnnotationPresent(ParameterizedTest.class))
        .count();
  }

  private static long said(Pattern pattern, String note) {
    Matcher said = pattern.matcher(note);
    return said.find() ? Long.parseLong(said.group(1)) : 0;
  }

  @Test
  void theNotesSayHowManyCasesThereAre() throws IOException, ClassNotFoundException {
    int counted = 0;
    for (String line : Files.readAllLines(STANDARDS, StandardCharsets.UTF_8)) {
      List<String> columns = List.of(line.split("\t", -1));
      if (columns.size() < 7 || !columns.get(4).startsWith("org.angarium.mail.sieve.")) {
        continue;
      }
      String standard = columns.getFirst();
      String note = columns.get(6);
      if (CASES.matcher(note).find() || COMPARED.matcher(note).find()) {
        assertThat(said(CASES, note)).as("cases: %s", line).isEqualTo(cases(standard));
        assertThat(said(COMPARED, note)).as("compared: %s", line).isEqualTo(compared(standard));
        counted++;
      }
      if (TESTS.matcher(note).find()) {
        assertThat(said(TESTS, note)).as("tests: %s", line).isEqualTo(tests(columns.get(5)));
        counted++;
      }
    }
    assertThat(counted).isGreaterThan(20);
  }
}
