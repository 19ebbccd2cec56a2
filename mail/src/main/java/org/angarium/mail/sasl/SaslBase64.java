package org.angarium.mail.sasl;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 as SASL exchanges carry it in lines (RFC 4648 §4; RFC 4954 §4, RFC 9051 §6.2.2). */
public final class SaslBase64 {
  private SaslBase64() {}

  /**
   * What stands from {@code start} to {@code end}, strictly with padding; null if it is no base64.
   */
  public static byte @Nullable [] decode(byte[] line, int start, int end) {
    if ((end - start) % 4 != 0) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(Arrays.copyOfRange(line, start, end));
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /** In base64, without line breaks. */
  public static String encode(byte[] data) {
    return Base64.getEncoder().encodeToString(data);
  }
}
