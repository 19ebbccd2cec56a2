package org.angarium.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.angarium.mail.precis.SaslPrep;
import org.jspecify.annotations.Nullable;

/**
 * The SCRAM family (RFC 5802, 7677), with channel binding ({@code -PLUS}) if there is a channel to
 * bind to. The password never crosses the wire; the server proves itself as well.
 */
public final class ScramServer implements SaslServer {
  private final ScramHash hash;
  private final boolean plus;
  private final List<ChannelBinding> bindings;
  private final boolean plusOffered;
  private final ScramLookup lookup;
  private final SaslLimits limits;
  private final String serverNonce;
  private State state = State.START;
  private @Nullable First first;

  private enum State {
    START,
    FIRST,
    FINAL,
    OVER
  }

  /** What the first message settled. */
  private record First(
      ScramMessage.ClientFirst client,
      String nonce,
      String serverFirst,
      byte[] bindingData,
      ScramCredential credential) {}

  /**
   * @param plus whether the client chose the {@code -PLUS} form
   * @param bindings the channel bindings this channel has; empty without TLS
   * @param plusOffered whether the {@code -PLUS} form was announced: then a client that can bind
   *     and thinks we cannot has been lied to
   * @param serverNonce at least 18 random octets, printable, without comma
   */
  public ScramServer(
      ScramHash hash,
      boolean plus,
      List<ChannelBinding> bindings,
      boolean plusOffered,
      ScramLookup lookup,
      SaslLimits limits,
      String serverNonce) {
    this.hash = hash;
    this.plus = plus;
    this.bindings = List.copyOf(bindings);
    this.plusOffered = plusOffered;
    this.lookup = lookup;
    this.limits = limits;
    this.serverNonce = serverNonce;
  }

  @Override
  public String mechanism() {
    return plus ? hash.mechanism() + "-PLUS" : hash.mechanism();
  }

  @Override
  public SaslStep respond(byte @Nullable [] response) throws SaslException, InterruptedException {
    State now = state;
    state = State.OVER;
    return switch (now) {
      case START -> {
        if (response == null) {
          state = State.FIRST;
          yield new SaslStep.Challenge(new byte[0]);
        }
        yield first(response);
      }
      case FIRST -> first(response);
      case FINAL -> last(response);
      case OVER -> throw SaslException.malformed("the exchange is over");
    };
  }

  private SaslStep first(byte @Nullable [] response) throws SaslException, InterruptedException {
    ScramMessage.ClientFirst client =
        ScramMessage.clientFirst(SaslText.message(response, limits), limits);
    byte[] bindingData = bindingData(client);
    String user =
        SaslPrep.prepare(client.user())
            .filter(name -> !name.isEmpty())
            .orElseThrow(() -> SaslException.malformed("the user name cannot be prepared"));
    ScramCredential credential = lookup.credential(hash, user);
    String nonce = client.nonce() + serverNonce;
    String serverFirst =
        "r="
            + nonce
            + ",s="
            + Base64.getEncoder().encodeToString(credential.salt())
            + ",i="
            + credential.iterations();
    first = new First(client, nonce, serverFirst, bindingData, credential);
    state = State.FINAL;
    return new SaslStep.Challenge(serverFirst.getBytes(StandardCharsets.UTF_8));
  }

  /** RFC 5802 §6: what the client says of channel binding must agree with what we know. */
  private byte[] bindingData(ScramMessage.ClientFirst client) throws SaslException {
    if (client.flag() != 'p') {
      if (plus) {
        throw SaslException.malformed("the -PLUS mechanism without channel binding");
      }
      if (client.flag() == 'y' && plusOffered) {
        throw new SaslException(
            SaslException.Reason.CHANNEL_BINDING,
            "the client was not shown that channel binding is offered");
      }
      return new byte[0];
    }
    if (!plus) {
      throw SaslException.malformed("channel binding without the -PLUS mechanism");
    }
    for (ChannelBinding binding : bindings) {
      if (binding.type().equals(client.bindingType())) {
        return binding.data();
      }
    }
    throw new SaslException(
        SaslException.Reason.CHANNEL_BINDING, "this kind of channel binding is not there");
  }

  private SaslStep last(byte @Nullable [] response) throws SaslException {
    First begun = first;
    if (begun == null) {
      throw new IllegalStateException("no first message");
    }
    ScramMessage.ClientFinal client =
        ScramMessage.clientFinal(SaslText.message(response, limits), hash.length());
    byte[] header = begun.client().header().getBytes(StandardCharsets.UTF_8);
    byte[] expected = new byte[header.length + begun.bindingData().length];
    System.arraycopy(header, 0, expected, 0, header.length);
    System.arraycopy(begun.bindingData(), 0, expected, header.length, begun.bindingData().length);
    if (!MessageDigest.isEqual(expected, client.binding())) {
      throw new SaslException(
          SaslException.Reason.CHANNEL_BINDING, "the channel bindings are not the same");
    }
    if (!client.nonce().equals(begun.nonce())) {
      throw SaslException.malformed("the nonce is not ours");
    }
    byte[] authMessage =
        (begun.client().bare() + ',' + begun.serverFirst() + ',' + client.withoutProof())
            .getBytes(StandardCharsets.UTF_8);
    ScramCredential credential = begun.credential();
    byte[] clientKey = hash.hmac(credential.storedKey(), authMessage);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= client.proof()[i];
    }
    if (!MessageDigest.isEqual(hash.hash(clientKey), credential.storedKey())) {
      throw SaslException.failed("wrong user name or password");
    }
    String verifier =
        "v=" + Base64.getEncoder().encodeToString(hash.hmac(credential.serverKey(), authMessage));
    return new SaslStep.Done(
        new SaslIdentity(begun.client().user(), begun.client().authorization()),
        verifier.getBytes(StandardCharsets.US_ASCII));
  }
}
