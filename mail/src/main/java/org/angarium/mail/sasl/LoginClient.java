package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The client of LOGIN. Prompts differ between servers, so only their order counts: name, then
 * password. Only for channels that nobody overhears.
 */
public final class LoginClient implements SaslClient {
  private final String user;
  private final byte[] password;
  private int sent;

  /**
   * @param password is wiped when it has been sent
   */
  public LoginClient(String user, byte[] password) {
    this.user = user;
    this.password = password;
  }

  @Override
  public String mechanism() {
    return "LOGIN";
  }

  /** Not all servers take one. */
  @Override
  public boolean hasInitialResponse() {
    return false;
  }

  @Override
  public byte[] respond(byte @Nullable [] challenge) throws SaslException {
    return switch (sent++) {
      case 0 -> user.getBytes(StandardCharsets.UTF_8);
      case 1 -> {
        byte[] response = password.clone();
        Arrays.fill(password, (byte) 0);
        yield response;
      }
      default -> throw SaslException.malformed("LOGIN has two messages");
    };
  }

  @Override
  public boolean complete() {
    return sent == 2;
  }
}
