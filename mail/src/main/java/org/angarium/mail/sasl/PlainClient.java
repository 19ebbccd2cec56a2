package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The client of PLAIN (RFC 4616). Only for channels that nobody overhears. */
public final class PlainClient implements SaslClient {
  private final byte[] message;
  private boolean sent;

  /**
   * @param authorization as whom to act, or empty
   * @param password is wiped
   */
  public PlainClient(String user, String authorization, byte[] password) {
    byte[] names = (authorization + '\0' + user + '\0').getBytes(StandardCharsets.UTF_8);
    message = Arrays.copyOf(names, names.length + password.length);
    System.arraycopy(password, 0, message, names.length, password.length);
    Arrays.fill(password, (byte) 0);
  }

  @Override
  public String mechanism() {
    return "PLAIN";
  }

  @Override
  public boolean hasInitialResponse() {
    return true;
  }

  @Override
  public byte[] respond(byte @Nullable [] challenge) throws SaslException {
    if (sent || (challenge != null && challenge.length > 0)) {
      throw SaslException.malformed("PLAIN has one message");
    }
    sent = true;
    byte[] response = message.clone();
    Arrays.fill(message, (byte) 0);
    return response;
  }

  @Override
  public boolean complete() {
    return sent;
  }
}
