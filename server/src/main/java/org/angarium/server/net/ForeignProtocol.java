package org.angarium.server.net;

import java.nio.charset.StandardCharsets;

/**
 * Other protocols that turn up at mail ports, told by their first line. Web pages can make browsers
 * send requests with hostile bodies to any port; a session that sees one must end at once, so that
 * the body is never taken for commands.
 */
public enum ForeignProtocol {
  NONE,
  HTTP,
  TLS,
  SSH;

  private static final byte[][] HTTP_METHODS = {
    ascii("GET "), ascii("POST "), ascii("HEAD "), ascii("PUT "), ascii("DELETE "),
    ascii("OPTIONS "), ascii("CONNECT "), ascii("TRACE "), ascii("PATCH "), ascii("PRI "),
  };
  private static final byte[] SSH_IDENTIFICATION = ascii("SSH-");

  /**
   * What {@code line} opens. Headers of HTTP count as HTTP too, in case the request line got lost.
   */
  public static ForeignProtocol of(byte[] line) {
    for (byte[] method : HTTP_METHODS) {
      if (startsWith(line, method) && (contains(line, ascii(" HTTP/")) || isPath(line, method))) {
        return HTTP;
      }
    }
    if (startsWith(line, SSH_IDENTIFICATION)) {
      return SSH;
    }
    // A TLS record of type handshake, version 3.x (RFC 8446 §5.1).
    return line.length >= 2 && line[0] == 22 && line[1] == 3 ? TLS : NONE;
  }

  private static boolean isPath(byte[] line, byte[] method) {
    return line.length > method.length && line[method.length] == '/';
  }

  private static boolean startsWith(byte[] line, byte[] start) {
    if (line.length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if (line[i] != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(byte[] line, byte[] part) {
    for (int from = 0; from + part.length <= line.length; from++) {
      int i = 0;
      while (i < part.length && line[from + i] == part[i]) {
        i++;
      }
      if (i == part.length) {
        return true;
      }
    }
    return false;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
