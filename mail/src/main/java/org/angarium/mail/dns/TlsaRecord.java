package org.angarium.mail.dns;

import java.util.Arrays;

/** What a certificate must be (RFC 6698 §2.1). */
public record TlsaRecord(int usage, int selector, int matchingType, byte[] data) {
  @Override
  public boolean equals(Object other) {
    return other instanceof TlsaRecord that
        && usage == that.usage
        && selector == that.selector
        && matchingType == that.matchingType
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }
}
