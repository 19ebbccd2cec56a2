package org.angarium.server.directory;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.angarium.mail.sasl.SaslLimits;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryRefusal.Reason;

/**
 * Which passwords may be set. NIST SP 800-63B: length counts, recipes for character classes don't;
 * so only a minimum length, a maximum that every protocol carries, and what no client can send.
 */
final class PasswordPolicy {
  private final int minimumCharacters;

  PasswordPolicy(int minimumCharacters) {
    this.minimumCharacters = minimumCharacters;
  }

  void check(byte[] password) throws DirectoryRefusal {
    if (password.length > SaslLimits.DEFAULT.secretOctets()) {
      throw weak("A password has at most " + SaslLimits.DEFAULT.secretOctets() + " octets");
    }
    int characters;
    try {
      characters = 0;
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password));
      boolean same = true;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (Character.isISOControl(c)) {
          throw weak("A password contains no control characters");
        }
        same &= c == text.charAt(0);
        if (!Character.isLowSurrogate(c)) {
          characters++;
        }
      }
      if (same && characters > 0) {
        throw weak("A password is more than one character repeated");
      }
    } catch (CharacterCodingException notText) {
      throw weak("A password is text in UTF-8");
    }
    if (characters < minimumCharacters) {
      throw weak("A password has at least " + minimumCharacters + " characters");
    }
  }

  private static DirectoryRefusal weak(String text) {
    return new DirectoryRefusal(Reason.WEAK_PASSWORD, text);
  }
}
