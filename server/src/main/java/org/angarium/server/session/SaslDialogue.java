package org.angarium.server.session;

import java.io.IOException;
import org.angarium.mail.sasl.SaslBase64;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Login;
import org.angarium.server.auth.SaslExchange;
import org.jspecify.annotations.Nullable;

/**
 * Carries a SASL exchange (RFC 4422) over a protocol of lines, as SMTP (RFC 4954), IMAP (RFC 9051
 * §6.2.2), POP3 (RFC 5034) and ManageSieve do: challenges and responses in base64, a line {@code *}
 * gives up. Data that come with success go as a last challenge, to which the client has nothing to
 * say (RFC 4954 §4).
 */
public final class SaslDialogue {
  /** No mechanism has more; a faulty one must not go on for ever. */
  private static final int MAX_STEPS = 20;

  private SaslDialogue() {}

  /**
   * How the protocol asks.
   *
   * @param <E> how it refuses what is no response at all, such as a line that is too long
   */
  @FunctionalInterface
  public interface Prompt<E extends Exception> {
    /**
     * Sends a challenge and waits for the line that answers it.
     *
     * @param challenge in base64
     * @return the line without its end
     */
    byte[] ask(String challenge) throws IOException, E;
  }

  /**
   * Goes through an exchange.
   *
   * @param initial the initial response, decoded; null if there was none
   * @throws AuthRefusal when it failed, was given up, or a response is no base64
   */
  public static <E extends Exception> Login run(
      SaslExchange exchange, byte @Nullable [] initial, Prompt<E> prompt)
      throws IOException, InterruptedException, AuthRefusal, E {
    SaslExchange.Step step = exchange.respond(initial);
    for (int steps = 0; steps < MAX_STEPS; steps++) {
      switch (step) {
        case SaslExchange.Step.Challenge(byte[] data) ->
            step = exchange.respond(response(prompt, data));
        case SaslExchange.Step.Success(var login, byte @Nullable [] data) -> {
          if (data != null && data.length > 0 && response(prompt, data).length > 0) {
            throw new AuthRefusal(AuthRefusal.Reason.MALFORMED, "Empty response expected");
          }
          return login;
        }
      }
    }
    throw new AuthRefusal(AuthRefusal.Reason.FAILED, "Exchange without end");
  }

  private static <E extends Exception> byte[] response(Prompt<E> prompt, byte[] challenge)
      throws IOException, AuthRefusal, E {
    byte[] line = prompt.ask(SaslBase64.encode(challenge));
    if (line.length == 1 && line[0] == '*') {
      throw new AuthRefusal(AuthRefusal.Reason.ABORTED, "Authentication cancelled");
    }
    return decode(line);
  }

  /**
   * A response that came as base64.
   *
   * @throws AuthRefusal when it is none
   */
  public static byte[] decode(byte[] line) throws AuthRefusal {
    byte[] response = SaslBase64.decode(line, 0, line.length);
    if (response == null) {
      throw new AuthRefusal(AuthRefusal.Reason.MALFORMED, "Response is not base64");
    }
    return response;
  }
}
