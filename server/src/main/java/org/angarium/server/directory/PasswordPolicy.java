package org.angarium.server.directory;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.precis.SaslPrep;
import org.angarium.mail.sasl.SaslLimits;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryRefusal.Reason;

/**
 * Which passwords may be set. NIST SP 800-63B §3.1.1.2: length counts, recipes for character
 * classes don't, and what a guesser tries first is refused. So there is a minimum length, a maximum
 * that every protocol carries, what no client can send, and {@link GuessablePasswords}.
 *
 * <p>Characters are counted in the form that is hashed (SASLprep, RFC 4013), in which some vanish.
 */
final class PasswordPolicy {
  private final int minimumCharacters;

  PasswordPolicy(int minimumCharacters) {
    this.minimumCharacters = minimumCharacters;
  }

  /**
   * Refuses a password that may not be set; the text says what is wrong with it.
   *
   * @param names addresses of the account it is for
   */
  void check(byte[] password, List<EmailAddress> names) throws DirectoryRefusal {
    if (password.length == 0) {
      throw weak("A password is not empty");
    }
    if (password.length > SaslLimits.DEFAULT.secretOctets()) {
      throw weak("A password has at most " + SaslLimits.DEFAULT.secretOctets() + " octets");
    }
    if (text(password).chars().anyMatch(Character::isISOControl)) {
      throw weak("A password contains no control characters");
    }
    byte[] prepared = SaslPrep.password(password);
    try {
      String text = text(prepared);
      if (text.codePointCount(0, text.length()) < minimumCharacters) {
        throw weak("A password has at least " + minimumCharacters + " characters");
      }
      String guessable = GuessablePasswords.why(text, names);
      if (guessable != null) {
        throw weak(guessable);
      }
    } finally {
      Arrays.fill(prepared, (byte) 0);
    }
  }

  private static String text(byte[] password) throws DirectoryRefusal {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password));
      return text.toString();
    } catch (CharacterCodingException notText) {
      throw weak("A password is text in UTF-8");
    }
  }

  private static DirectoryRefusal weak(String text) {
    return new DirectoryRefusal(Reason.WEAK_PASSWORD, text);
  }
}
