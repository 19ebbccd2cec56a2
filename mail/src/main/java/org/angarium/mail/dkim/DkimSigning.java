package org.angarium.mail.dkim;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.HeaderFields;

/**
 * The signing of one message under way: its body comes in with {@link #update}, then {@link
 * #finish} gives the fields to put on top. For one thread.
 */
public final class DkimSigning {
  private final List<DkimSigner> signers;
  private final List<BodyHashes.BodyHash> bodies = new ArrayList<>(2);
  private final BodyHashes hashes = new BodyHashes();
  private final HeaderHasher header;
  private final long now;

  /**
   * Begins to sign.
   *
   * @param header as it will go over the wire, in lines that end in CRLF
   * @param epochSecond now, for {@code t=} and {@code x=}
   */
  public DkimSigning(List<DkimSigner> signers, HeaderFields header, long epochSecond) {
    this.signers = List.copyOf(signers);
    this.header = new HeaderHasher(header);
    this.now = epochSecond;
    for (DkimSigner signer : this.signers) {
      bodies.add(hashes.of(signer.body(), -1));
    }
  }

  /** Takes the next piece of the body, cut anywhere; the array may be used again afterwards. */
  public void update(byte[] bytes, int offset, int length) {
    hashes.update(bytes, offset, length);
  }

  /** The signature fields, one per signer in their order, each ended by CRLF. */
  public byte[] finish() {
    hashes.finish();
    ByteArrayOutputStream fields = new ByteArrayOutputStream(1600);
    for (int i = 0; i < signers.size(); i++) {
      byte[] field = signers.get(i).field(header, bodies.get(i).value(), now);
      fields.write(field, 0, field.length);
    }
    return fields.toByteArray();
  }
}
