package org.angarium.mail.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Documents that come compressed (RFC 1952), unpacked up to a limit. */
public final class Gzip {
  private Gzip() {}

  /** Whether these bytes begin like a gzip file. */
  public static boolean isGzip(byte[] bytes) {
    return bytes.length > 1 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
  }

  /**
   * The content.
   *
   * @param limit octets that it may have
   */
  public static byte[] unpacked(byte[] packed, int limit) throws XmlSyntaxException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return bounded(in, limit);
    } catch (IOException e) {
      throw new XmlSyntaxException("broken container");
    }
  }

  /** All that a stream in memory gives, up to a limit. */
  public static byte[] bounded(InputStream in, int limit) throws IOException, XmlSyntaxException {
    byte[] content = in.readNBytes(limit);
    if (content.length == limit && in.read() >= 0) {
      throw new XmlSyntaxException("document too large");
    }
    return content;
  }
}
