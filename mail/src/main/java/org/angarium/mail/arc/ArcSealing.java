package org.angarium.mail.arc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.dkim.BodyHashes;
import org.angarium.mail.dkim.HeaderHasher;

/**
 * The sealing of one message under way: its body comes in with {@link #update}, then {@link
 * #finish} gives the set to put on top. For one thread.
 */
public final class ArcSealing {
  private final ArcSealer sealer;
  private final HeaderHasher header;
  private final ArcChain arrived;
  private final AuthenticationResults results;
  private final long now;
  private final BodyHashes hashes;
  private final BodyHashes.BodyHash body;

  ArcSealing(
      ArcSealer sealer,
      HeaderHasher header,
      ArcChain arrived,
      AuthenticationResults results,
      long now,
      BodyHashes hashes,
      BodyHashes.BodyHash body) {
    this.sealer = sealer;
    this.header = header;
    this.arrived = arrived;
    this.results = results;
    this.now = now;
    this.hashes = hashes;
    this.body = body;
  }

  /** Takes the next piece of the body, cut anywhere; the array may be used again afterwards. */
  public void update(byte[] bytes, int offset, int length) {
    hashes.update(bytes, offset, length);
  }

  /** Seal, message signature and results, in this order from the top, each ended by CRLF. */
  public byte[] finish() {
    hashes.finish();
    int instance = arrived.highest() + 1;
    byte[] found =
        (ArcFields.RESULTS + ": i=" + instance + "; " + results.value() + "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] signature = sealer.signature(instance, header, body.value(), now);
    // §5.1.2: of a broken chain nobody could say which sets were signed, so only ours is.
    SealedOctets before = new SealedOctets(arrived.passed() ? arrived.sets() : List.of());
    byte[] seal = sealer.seal(instance, arrived.status(), before, found, signature, now);
    ByteArrayOutputStream fields = new ByteArrayOutputStream(2048);
    fields.writeBytes(seal);
    fields.writeBytes(signature);
    fields.writeBytes(found);
    return fields.toByteArray();
  }
}
