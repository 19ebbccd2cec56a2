package org.angarium.mail.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NulScanTest {
  @Test
  void findsTheFirstNulWhereverItIs() {
    for (int filling : new int[] {1, 0x7F, 0x80, 0x81, 0xFF}) {
      for (int length = 0; length < 40; length++) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) filling);
        assertThat(NulScan.next(bytes, 0, length)).isEqualTo(length);
        for (int at = 0; at < length; at++) {
          bytes[at] = 0;
          bytes[length - 1] = 0;
          assertThat(NulScan.next(bytes, 0, length)).isEqualTo(at);
          assertThat(NulScan.next(bytes, at, length)).isEqualTo(at);
          assertThat(NulScan.next(bytes, 0, at)).isEqualTo(at);
          bytes[at] = (byte) filling;
          bytes[length - 1] = (byte) filling;
        }
      }
    }
  }
}
