package org.angarium.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForeignProtocolTest {
  @Test
  void foreignProtocolsAreRecognised() {
    assertThat(ForeignProtocol.of("GET / HTTP/1.1".getBytes(ISO_8859_1)))
        .isEqualTo(ForeignProtocol.HTTP);
    assertThat(ForeignProtocol.of("POST /x".getBytes(ISO_8859_1))).isEqualTo(ForeignProtocol.HTTP);
    assertThat(ForeignProtocol.of("CONNECT a:25 HTTP/1.0".getBytes(ISO_8859_1)))
        .isEqualTo(ForeignProtocol.HTTP);
    assertThat(ForeignProtocol.of("SSH-2.0-x".getBytes(ISO_8859_1))).isEqualTo(ForeignProtocol.SSH);
    assertThat(ForeignProtocol.of(new byte[] {22, 3, 1, 0})).isEqualTo(ForeignProtocol.TLS);
    assertThat(ForeignProtocol.of("HEAD of line".getBytes(ISO_8859_1)))
        .isEqualTo(ForeignProtocol.NONE);
    assertThat(ForeignProtocol.of("MAIL FROM:<>".getBytes(ISO_8859_1)))
        .isEqualTo(ForeignProtocol.NONE);
  }
}
