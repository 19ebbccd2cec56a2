package org.angarium.server.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.auth.GeneratedPassword;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryRefusal.Reason;
import org.junit.jupiter.api.Test;

/** Which passwords are refused, and in which words. */
class PasswordPolicyTest {
  private static final List<EmailAddress> NAMES =
      List.of(
          EmailAddress.parse("jane.miller@example.test"),
          EmailAddress.parse("jm@m\u00fcnchen.test"));

  private final PasswordPolicy policy = new PasswordPolicy(8);

  private void refused(byte[] password, String words) {
    assertThatThrownBy(() -> policy.check(password, NAMES))
        .as(new String(password, StandardCharsets.UTF_8))
        .isInstanceOfSatisfying(
            DirectoryRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.WEAK_PASSWORD))
        .hasMessageContaining(words);
  }

  private void refused(String password, String words) {
    refused(password.getBytes(StandardCharsets.UTF_8), words);
  }

  private void allRefused(String words, String... passwords) {
    for (String password : passwords) {
      refused(password, words);
    }
  }

  private void taken(String password) {
    assertThatCode(() -> policy.check(password.getBytes(StandardCharsets.UTF_8), NAMES))
        .as(password)
        .doesNotThrowAnyException();
  }

  @Test
  void isNeitherTooShortNorTooLong() {
    refused("", "is not empty");
    refused("x", "at least 8 characters");
    refused("k7mw-x2", "at least 8 characters");
    taken("k7mw-x2q");
    taken("k7mw-x2q5");
    String longOne = "k7mw-x2q".repeat(200);
    refused(longOne.substring(0, 1025), "at most 1024 octets");
    taken(longOne.substring(0, 1024));
    taken(longOne.substring(0, 1023));
  }

  @Test
  void countsCharactersForTheMinimumAndOctetsForTheMaximum() {
    refused("\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00ea", "at least 8 characters");
    taken("\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00ea\u00f1");
    // A face is four octets and two UTF-16 units.
    StringBuilder faces = new StringBuilder();
    for (int face = 0x1f600; face < 0x1f607; face++) {
      faces.appendCodePoint(face);
    }
    refused(faces.toString(), "at least 8 characters");
    taken(faces.appendCodePoint(0x1f607).toString());
    refused("\u00e4\u00f6\u00fc\u00df".repeat(128) + "x", "at most 1024 octets");
    // A soft hyphen is nothing in the form that is hashed.
    refused("k7\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad\u00ad", "at least 8 characters");
  }

  @Test
  void isTextWithoutControlCharacters() {
    allRefused(
        "no control characters",
        "k7mw\0x2q5",
        "k7mw\tx2q5",
        "k7mwx2q5\r\n",
        "k7mwx2q5\u0085",
        "k7mwx2q5\u007f");
    refused(new byte[] {'k', '7', 'm', 'w', 'x', '2', 'q', (byte) 0xff}, "UTF-8");
    refused(new byte[] {'k', '7', 'm', 'w', 'x', '2', (byte) 0xc0, (byte) 0xaf}, "UTF-8");
  }

  @Test
  void hasMoreThanAFewDifferentCharacters() {
    allRefused(
        "one character repeated",
        "        ",
        "xxxxxxxx",
        "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4",
        "XxXxXxXxXx");
    allRefused(
        "at least 4 different characters", "abababab", "11112222", "abcabcabc", "a a a a a ");
  }

  @Test
  void isNoRowOfTheKeyboard() {
    allRefused(
        "row of the keyboard",
        "12345678",
        "123456789",
        "87654321",
        "0123456789",
        "1234567890",
        "01234567",
        "abcdefgh",
        "hgfedcba",
        "ABCDEFGH1",
        "qwertyuiop",
        "QWERTZUIOP",
        "poiuytrewq",
        "azertyuiop",
        "asdfghjkl",
        "zxcvbnm,",
        "1qaz2wsx",
        "1q2w3e4r",
        "qazwsxedc",
        "123abcxyz",
        "qwerty123",
        "qwertyasdf",
        "12345678!",
        "!12345678",
        "1234qwer",
        "abcd1234",
        "!@#$%^&*",
        "1111abcd",
        "qwe123asd",
        "147258369");
  }

  @Test
  void isNotWhatTheAccountIsCalled() {
    allRefused(
        "own address",
        "jane.miller@example.test",
        "JANE.MILLER@EXAMPLE.TEST",
        "jane.miller",
        "Jane.Miller1",
        "janemiller",
        "jane_miller",
        "Jane-Miller!",
        "jane miller",
        "1janemiller",
        "relliM.enaJ",
        "tset.elpmaxe@rellim.enaj",
        "example.test",
        "Example1",
        "example99",
        "exampletest",
        "example2026!",
        "elpmaxe1",
        "miller1985",
        "miller!!",
        "jane1985",
        "m\u00fcnchen1",
        "jm@m\u00fcnchen.test",
        "jm123456",
        "jm12345678",
        "jane.millerjane.miller",
        "J4ne.M1ller",
        "\uff4a\uff41\uff4e\uff45miller1");
  }

  @Test
  void isNoCommonOne() {
    allRefused(
        "guessed first",
        "password",
        "PASSWORD",
        "Password1",
        "password!",
        "P@ssw0rd",
        "Pa$$w0rd!",
        "passw0rd2026",
        "drowssap",
        "passwordpassword",
        "1password1",
        "iloveyou",
        "sunshine",
        "princess",
        "football1",
        "Welcome1",
        "letmein123",
        "trustno1",
        "superman",
        "dragon2024",
        "changeme",
        "baseball",
        "starwars",
        "Willkommen1",
        "passwort",
        "michael1",
        "Summer2025",
        "administrator",
        "Admin123!",
        "jennifer",
        "m0nkey123",
        "monkeymonkey",
        "!!master!!");
  }

  @Test
  void mayBeOrdinary() {
    for (String password :
        List.of(
            "correct horse battery",
            "a fine password",
            "tr0ub4dor & 3",
            "secret-of-the-load",
            "one for all of them",
            "caf\u00e9 au lait",
            "sunshine over green hills",
            "jane likes 7 pears",
            "9f8a2c71",
            "xkqzjvwp",
            "dragon83a7492b01",
            "\u043f\u0430\u0440\u0430 \u0438\u0437 \u0441\u043b\u043e\u0432")) {
      taken(password);
    }
  }

  @Test
  void takesWhatIsGenerated() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 2_000; i++) {
      taken(GeneratedPassword.next(random));
    }
  }

  @Test
  void judgesTheLongestPasswordsToo() {
    refused("1234567890".repeat(102) + "1234", "row of the keyboard");
    refused("z".repeat(1000) + "abcd1", "row of the keyboard");
    refused("password".repeat(128), "guessed first");
  }
}
