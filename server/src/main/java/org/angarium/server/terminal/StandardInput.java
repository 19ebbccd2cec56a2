package org.angarium.server.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines from standard input, which is UTF-8 here and left open: it is not ours to close. */
public final class StandardInput {
  private static final int MAX_LINE = 64 * 1024;

  private StandardInput() {}

  /**
   * The next line without its end ({@code LF} or {@code CRLF}); null at the end of the input. Reads
   * no octet beyond the line.
   *
   * @throws CharacterCodingException when the line is not UTF-8
   * @throws IOException when it is longer than 64 KB or cannot be read
   */
  public static @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = System.in.read();
    if (octet < 0) {
      return null;
    }
    while (octet >= 0 && octet != '\n') {
      if (line.size() == MAX_LINE) {
        throw new IOException("the line is longer than 64 KB");
      }
      line.write(octet);
      octet = System.in.read();
    }
    String text =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray())).toString();
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
