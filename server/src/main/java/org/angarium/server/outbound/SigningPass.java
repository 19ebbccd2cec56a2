package org.angarium.server.outbound;

import java.io.ByteArrayOutputStream;
import org.angarium.mail.dkim.DkimSigning;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.HeaderParser;
import org.angarium.server.signing.MailSigner;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a message once, block by block, to sign it: gathers the header, then hashes the
 * body. A header beyond the bound is not signed. For one thread.
 */
final class SigningPass {
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] NOTHING = {};

  /** Delivery takes no larger header. */
  private static final int MAX_HEADER = 2 << 20;

  private final MailSigner signer;
  private final ByteArrayOutputStream header = new ByteArrayOutputStream(4 << 10);
  private @Nullable DkimSigning signing;
  private boolean inBody;
  private boolean lineStart = true;

  SigningPass(MailSigner signer) {
    this.signer = signer;
  }

  /** Takes the next octets, lines ended by CRLF. */
  void take(byte[] bytes, int offset, int length) throws StoreException {
    int at = offset;
    int end = offset + length;
    while (!inBody && at < end) {
      byte b = bytes[at++];
      if (header.size() < MAX_HEADER) {
        header.write(b);
      }
      if (b == '\n' && lineStart) {
        begin();
      }
      lineStart = b == '\n' || lineStart && b == '\r';
    }
    if (at < end) {
      lineStart = bytes[end - 1] == '\n';
      if (signing != null) {
        signing.update(bytes, at, end - at);
      }
    }
  }

  private void begin() throws StoreException {
    inBody = true;
    if (header.size() < MAX_HEADER) {
      signing = signer.begin(HeaderParser.parse(header.toByteArray(), 0, HeaderLimits.DEFAULT));
    }
  }

  /** The fields to put on top, whole lines; empty where nothing signs the message. */
  byte[] finish() throws StoreException {
    if (!inBody) {
      begin();
    }
    DkimSigning under = signing;
    if (under == null) {
      return NOTHING;
    }
    if (!lineStart) {
      under.update(LINE_END, 0, LINE_END.length); // as it is sent
    }
    return under.finish();
  }
}
