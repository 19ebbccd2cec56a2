package org.angarium.mail.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartTableCodecTest {
  private static final String MESSAGE =
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nhi\r\n\r\n--b\r\n"
          + "Content-Type: application/x-tool; name=\"gr\u00fcn\"\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n";

  /** Written by version 1. Never change this: stored messages look like it. */
  private static final String VERSION_1 =
      "01002d9d010b0200000002052b040100010000003b550400ff126170706c69636174696f6e2f782d746f6f6c000201056772c3bc6e00";

  @Test
  void versionOneIsReadForEver() {
    PartTable table = MessageStructure.of(MESSAGE.getBytes(UTF_8), MimeLimits.DEFAULT).partTable();
    assertThat(HexFormat.of().formatHex(PartTableCodec.encode(table))).isEqualTo(VERSION_1);
    assertThat(PartTableCodec.decode(HexFormat.of().parseHex(VERSION_1))).isEqualTo(table);
    assertThat(table.find(2)).isNotNull().extracting(MimeNode::fileName).isEqualTo("gr\u00fcn");
    assertThat(table.find(1)).isNotNull().extracting(MimeNode::charset).isEqualTo("utf-8");
  }

  @Test
  void damageIsNoticedOrHarmless() {
    byte[] good = HexFormat.of().parseHex(VERSION_1);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> PartTableCodec.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> PartTableCodec.decode(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bad = good.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        PartTable table = PartTableCodec.decode(bad);
        assertThat(table.root().size()).as("seed %d", seed).isNotNegative();
      } catch (IllegalArgumentException damaged) {
        assertThat(damaged).hasMessageContaining("part table");
      }
    }
  }
}
