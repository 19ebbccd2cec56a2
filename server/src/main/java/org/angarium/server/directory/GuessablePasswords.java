package org.angarium.server.directory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * Passwords that are guessed first: few different characters, rows of the keyboard, what the
 * account itself is called, common words. The last two also with a few digits or signs around them,
 * doubled, backwards, or with signs in place of letters. Time is linear in the password, whose
 * length is bounded.
 */
final class GuessablePasswords {
  private static final int DIFFERENT_CHARACTERS = 4;

  /** Digits and signs around a word that make it no better. */
  private static final int MOST_AROUND = 5;

  /** Parts of names that are shorter stand in too many good passwords. */
  private static final int SHORTEST_PART = 4;

  private static final Set<String> COMMON = read();

  private GuessablePasswords() {}

  /** What is wrong with the password, for an administrator; null for nothing. */
  static @Nullable String why(String password, List<EmailAddress> names) {
    String folded = fold(password);
    long different = folded.codePoints().distinct().count();
    if (different == 1) {
      return "A password is not one character repeated";
    }
    if (different < DIFFERENT_CHARACTERS) {
      return "A password has at least " + DIFFERENT_CHARACTERS + " different characters";
    }
    Set<String> forms = forms(folded);
    if (!disjoint(forms, called(names))) {
      return "A password is not the account's own address, name or domain, nor such a word with"
          + " digits, doubled or backwards";
    }
    if (KeyboardRows.cover(folded)) {
      return "A password is not a row of the keyboard, of the alphabet or of digits";
    }
    if (!disjoint(forms, COMMON)) {
      return "This password is one of those that are guessed first";
    }
    return null;
  }

  /** What a guesser would have to try to come across this password. */
  private static Set<String> forms(String folded) {
    Set<String> forms = new HashSet<>();
    for (String whole : List.of(folded, unit(folded))) {
      add(forms, whole);
      add(forms, inner(whole));
    }
    return forms;
  }

  private static void add(Set<String> forms, String text) {
    for (String form : List.of(text, letters(text))) {
      String plain = plain(form);
      forms.add(plain);
      forms.add(new StringBuilder(plain).reverse().toString());
    }
  }

  /** The words that belong to an account's addresses. */
  private static Set<String> called(List<EmailAddress> names) {
    Set<String> words = new HashSet<>();
    for (EmailAddress name : names) {
      String local = fold(name.localPart());
      words.add(plain(local));
      parts(words, local);
      for (String domain : List.of(name.domain(), Domains.toUnicode(name.domain()))) {
        String folded = fold(domain);
        words.add(plain(folded));
        words.add(plain(local) + plain(folded));
        words.add(plain(folded.substring(0, Math.max(0, folded.lastIndexOf('.')))));
        parts(words, folded);
      }
    }
    words.remove("");
    return words;
  }

  private static void parts(Set<String> words, String text) {
    for (String part : text.split("[^\\p{L}\\p{N}]+", -1)) {
      if (part.length() >= SHORTEST_PART) {
        words.add(part);
      }
    }
  }

  /** What is repeated, where the text is one thing several times; else the text. */
  private static String unit(String text) {
    for (int length = 1; length <= text.length() / 2; length++) {
      if (text.length() % length == 0
          && text.substring(length).equals(text.substring(0, text.length() - length))) {
        return text.substring(0, length);
      }
    }
    return text;
  }

  /** Without the few or simple digits and signs around it. */
  private static String inner(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && !Character.isLetter(text.charAt(start))) {
      start++;
    }
    while (end > start && !Character.isLetter(text.charAt(end - 1))) {
      end--;
    }
    String around = text.substring(0, start) + text.substring(end);
    return around.length() <= MOST_AROUND
            || around.chars().distinct().count() < DIFFERENT_CHARACTERS
            || KeyboardRows.cover(around)
        ? text.substring(start, end)
        : text;
  }

  /** Signs as the letters that they stand for. */
  private static String letters(String text) {
    StringBuilder letters = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      letters.append(
          switch (c) {
            case '@', '4' -> 'a';
            case '3', '\u20ac' -> 'e';
            case '1', '!', '|' -> 'i';
            case '0' -> 'o';
            case '5', '$' -> 's';
            case '7', '+' -> 't';
            default -> c;
          });
    }
    return letters.toString();
  }

  /** Letters and digits only. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().filter(Character::isLetterOrDigit).forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  private static boolean disjoint(Set<String> forms, Set<String> words) {
    return forms.stream().noneMatch(words::contains);
  }

  private static Set<String> read() {
    Set<String> words = new HashSet<>();
    try (InputStream in = GuessablePasswords.class.getResourceAsStream("common-passwords.txt")) {
      if (in == null) {
        throw new IllegalStateException("common-passwords.txt is missing in this build");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          words.addAll(List.of(line.strip().split(" +", -1)));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    words.remove("");
    return Set.copyOf(words);
  }
}
