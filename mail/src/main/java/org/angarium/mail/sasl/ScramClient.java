package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.angarium.mail.precis.SaslPrep;
import org.jspecify.annotations.Nullable;

/**
 * The client of the SCRAM family (RFC 5802, 7677): proves the password without sending it, and
 * wants the server's proof in return.
 */
public final class ScramClient implements SaslClient {
  private final ScramHash hash;
  private final @Nullable ChannelBinding binding;
  private final SaslLimits limits;
  private final byte[] password;
  private final String nonce;
  private final String header;
  private final String bare;
  private byte[] expected = new byte[0];
  private State state = State.START;

  private enum State {
    START,
    FIRST_SENT,
    FINAL_SENT,
    COMPLETE,
    OVER
  }

  /**
   * @param authorization as whom to act, or empty
   * @param password wiped when the proof is made
   * @param binding the channel to bind to, which makes it the {@code -PLUS} mechanism; or null
   * @param couldBind without a binding: whether there is a channel that could be bound to, but the
   *     server did not offer {@code -PLUS}; a server that did offer it then sees that somebody
   *     meddled
   * @param nonce random, printable, without comma; at least 18 octets' worth
   */
  public ScramClient(
      ScramHash hash,
      String user,
      String authorization,
      byte[] password,
      @Nullable ChannelBinding binding,
      boolean couldBind,
      SaslLimits limits,
      String nonce) {
    this.hash = hash;
    this.binding = binding;
    this.limits = limits;
    this.password = password;
    this.nonce = nonce;
    String flag = binding != null ? "p=" + binding.type() : couldBind ? "y" : "n";
    this.header =
        flag
            + ","
            + (authorization.isEmpty() ? "" : "a=" + ScramMessage.escape(authorization))
            + ",";
    this.bare = "n=" + ScramMessage.escape(SaslPrep.prepare(user).orElse(user)) + ",r=" + nonce;
  }

  @Override
  public String mechanism() {
    return binding != null ? hash.mechanism() + "-PLUS" : hash.mechanism();
  }

  @Override
  public boolean hasInitialResponse() {
    return true;
  }

  @Override
  public byte[] respond(byte @Nullable [] challenge) throws SaslException {
    State now = state;
    state = State.OVER;
    return switch (now) {
      case START -> {
        if (challenge != null && challenge.length > 0) {
          throw SaslException.malformed("the server speaks before the client");
        }
        state = State.FIRST_SENT;
        yield (header + bare).getBytes(StandardCharsets.UTF_8);
      }
      case FIRST_SENT -> {
        byte[] proof = proof(SaslText.message(challenge, limits));
        state = State.FINAL_SENT;
        yield proof;
      }
      case FINAL_SENT -> {
        byte[] signature = ScramMessage.serverFinal(SaslText.message(challenge, limits));
        if (!MessageDigest.isEqual(signature, expected)) {
          throw SaslException.failed("the server does not know the password");
        }
        state = State.COMPLETE;
        yield new byte[0];
      }
      case COMPLETE, OVER -> throw SaslException.malformed("the exchange is over");
    };
  }

  @Override
  public boolean complete() {
    return state == State.COMPLETE;
  }

  private byte[] proof(byte[] challenge) throws SaslException {
    ScramMessage.ServerFirst server = ScramMessage.serverFirst(challenge);
    if (!server.nonce().startsWith(nonce) || server.nonce().length() == nonce.length()) {
      throw SaslException.malformed("the server's nonce does not continue ours");
    }
    if (server.iterations() < limits.minimumIterations()
        || server.iterations() > limits.maximumIterations()) {
      throw SaslException.malformed("an iteration count out of bounds");
    }
    byte[] gs2 = header.getBytes(StandardCharsets.UTF_8);
    byte[] bound = gs2;
    if (binding != null) {
      bound = Arrays.copyOf(gs2, gs2.length + binding.data().length);
      System.arraycopy(binding.data(), 0, bound, gs2.length, binding.data().length);
    }
    String withoutProof = "c=" + Base64.getEncoder().encodeToString(bound) + ",r=" + server.nonce();
    byte[] authMessage =
        (bare + ',' + new String(challenge, StandardCharsets.UTF_8) + ',' + withoutProof)
            .getBytes(StandardCharsets.UTF_8);
    byte[] prepared = SaslPrep.password(password);
    byte[] salted = hash.iterate(prepared, server.salt(), server.iterations());
    Arrays.fill(prepared, (byte) 0);
    Arrays.fill(password, (byte) 0);
    byte[] proof = ScramCredential.clientKey(hash, salted);
    byte[] signature = hash.hmac(hash.hash(proof), authMessage);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= signature[i];
    }
    expected = hash.hmac(ScramCredential.serverKey(hash, salted), authMessage);
    return (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof))
        .getBytes(StandardCharsets.UTF_8);
  }
}
