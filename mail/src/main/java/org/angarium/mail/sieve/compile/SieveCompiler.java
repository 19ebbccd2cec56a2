package org.angarium.mail.sieve.compile;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.angarium.mail.sieve.syntax.Diagnostics;
import org.angarium.mail.sieve.syntax.Parser;
import org.angarium.mail.sieve.syntax.Phrase;
import org.angarium.mail.sieve.syntax.SieveError;
import org.angarium.mail.sieve.syntax.SieveExtensions;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;

/** From the text of a script to a program. Pure; any thread. */
public final class SieveCompiler {
  private SieveCompiler() {}

  /**
   * Compiles a script.
   *
   * @param script UTF-8
   * @throws SieveSyntaxException with all that is wrong with it
   */
  public static SieveProgram compile(byte[] script, SieveLimits limits)
      throws SieveSyntaxException {
    return compile(script, limits, SieveExtensions.supported());
  }

  /**
   * Compiles a script for where not all extensions are carried out.
   *
   * @param script UTF-8
   * @param offered what it can require, and {@code ihave} finds; of {@link
   *     SieveExtensions#supported}
   * @throws SieveSyntaxException with all that is wrong with it
   */
  public static SieveProgram compile(byte[] script, SieveLimits limits, Set<String> offered)
      throws SieveSyntaxException {
    if (script.length > limits.scriptBytes()) {
      throw SieveSyntaxException.tooLong(script.length, limits);
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(script))
              .toString();
    } catch (CharacterCodingException notUtf8) {
      throw new SieveSyntaxException(
          List.of(new SieveError(1, 1, "the script isn't UTF-8", "save it as UTF-8")));
    }
    return compileText(text, limits, offered);
  }

  /**
   * Compiles a script.
   *
   * @throws SieveSyntaxException with all that is wrong with it
   */
  public static SieveProgram compile(String script, SieveLimits limits)
      throws SieveSyntaxException {
    return compile(script.getBytes(StandardCharsets.UTF_8), limits);
  }

  private static SieveProgram compileText(String script, SieveLimits limits, Set<String> offered)
      throws SieveSyntaxException {
    Diagnostics diagnostics = new Diagnostics();
    List<Phrase> phrases = new Parser(script, limits, diagnostics).script();
    Scope scope = new Scope(limits, offered, diagnostics);
    List<Step> steps = new CommandCompiler(scope).block(phrases, true);
    diagnostics.throwIfAny();
    return new SieveProgram(scope.extensions(), steps);
  }
}
