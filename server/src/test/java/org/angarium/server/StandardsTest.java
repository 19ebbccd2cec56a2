package org.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/standards.tsv} tells the truth: what it names is there, and what is announced is in
 * it.
 */
final class StandardsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final List<String> MODULES = List.of("mail", "store", "server");

  @Test
  void everyRowNamesAClassAndATestThatExist() throws IOException {
    assertThat(rows()).isNotEmpty();
    for (String[] row : rows()) {
      String where = String.join(" ", row);
      assertThat(row.length).as(where).isBetween(6, 7);
      assertThat(row[3]).as(where).isIn("full", "partial", "library");
      assertThat(exists("main", row[4])).as("class of: %s", where).isTrue();
      assertThat(exists("test", row[5])).as("test of: %s", where).isTrue();
    }
  }

  @Test
  void everyImapCapabilityHasItsRow() throws IOException {
    assertAnnouncedIsListed(
        "IMAP ",
        "server/src/main/java/org/angarium/server/imap/Capability.java",
        "new Capability(\"");
  }

  @Test
  void everyKeywordOfEhloHasItsRow() throws IOException {
    List<String> listed = announced("SMTP ");
    String source = read("server/src/main/java/org/angarium/server/smtp/EhloCommand.java");
    assertThat(listed).isNotEmpty();
    for (String keyword : listed) {
      assertThat(source).contains("\"" + keyword);
    }
    int found = 0;
    for (int at = source.indexOf("lines.add(\"");
        at >= 0;
        at = source.indexOf("lines.add(\"", at + 1)) {
      int start = at + "lines.add(\"".length();
      String keyword = source.substring(start, source.indexOf('"', start)).trim().split(" ", -1)[0];
      assertThat(listed).contains(keyword);
      found++;
    }
    assertThat(found).isPositive();
  }

  private static void assertAnnouncedIsListed(String protocol, String file, String mark)
      throws IOException {
    List<String> listed = announced(protocol);
    String source = read(file).replaceAll("\\(\\s+\"", "(\"");
    int found = 0;
    for (int at = source.indexOf(mark); at >= 0; at = source.indexOf(mark, at + 1)) {
      int start = at + mark.length();
      assertThat(listed).contains(source.substring(start, source.indexOf('"', start)));
      found++;
    }
    assertThat(found).isEqualTo(listed.size());
  }

  private static List<String> announced(String protocol) throws IOException {
    return rows().stream()
        .map(row -> row[2])
        .filter(name -> name.startsWith(protocol))
        .map(name -> name.substring(5))
        .toList();
  }

  private static List<String[]> rows() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/standards.tsv"), StandardCharsets.UTF_8).stream()
        .filter(line -> !line.startsWith("#") && !line.startsWith("standard\t"))
        .map(line -> line.split("\t", -1))
        .toList();
  }

  private static boolean exists(String side, String className) {
    String file = className.replace('.', '/') + ".java";
    return MODULES.stream()
        .anyMatch(module ->
            Files.exists(ROOT.resolve(module).resolve("src/" + side + "/java").resolve(file)));
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file), StandardCharsets.UTF_8);
  }
}
