package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The client of CRAM-MD5 (RFC 2195). */
public final class CramMd5Client implements SaslClient {
  private final String user;
  private final byte[] password;
  private final SaslLimits limits;
  private boolean answered;

  /**
   * @param password is wiped when it has been used
   */
  public CramMd5Client(String user, byte[] password, SaslLimits limits) {
    this.user = user;
    this.password = password;
    this.limits = limits;
  }

  @Override
  public String mechanism() {
    return "CRAM-MD5";
  }

  @Override
  public boolean hasInitialResponse() {
    return false;
  }

  @Override
  public byte[] respond(byte @Nullable [] challenge) throws SaslException {
    if (answered) {
      throw SaslException.malformed("CRAM-MD5 has one challenge");
    }
    byte[] digest = CramMd5.digest(password, SaslText.message(challenge, limits));
    answered = true;
    Arrays.fill(password, (byte) 0);
    return (user + ' ' + new String(digest, StandardCharsets.US_ASCII))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean complete() {
    return answered;
  }
}
