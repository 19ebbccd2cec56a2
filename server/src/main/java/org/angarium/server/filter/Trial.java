package org.angarium.server.filter;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.store.blob.Blob;
import org.jspecify.annotations.Nullable;

/** A message that an administrator asks about: judged as one that other servers bring. */
public final class Trial {
  private Trial() {}

  /**
   * @param message whole; lines that end in LF are read as ending in CRLF if none ends in CRLF
   * @param client null: nothing is known of it
   * @param greeting the name given in EHLO; may be empty
   * @param sender null for the null reverse path
   */
  public static Facts facts(
      byte[] message,
      @Nullable InetAddress client,
      String greeting,
      @Nullable EmailAddress sender,
      List<EmailAddress> recipients) {
    byte[] octets = onTheWire(message);
    MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
    parser.update(octets, 0, octets.length);
    MessageStructure structure = parser.finish();
    return new Facts(
        null,
        "",
        Facts.Source.INBOUND,
        client,
        greeting,
        sender,
        recipients,
        structure.header(),
        new Octets(octets),
        structure.root().bodyStart(),
        null);
  }

  private static byte[] onTheWire(byte[] message) {
    int lines = 0;
    for (int i = 0; i < message.length; i++) {
      if (message[i] == '\n') {
        if (i > 0 && message[i - 1] == '\r') {
          return message;
        }
        lines++;
      }
    }
    byte[] wire = Arrays.copyOf(message, message.length + lines);
    int to = wire.length;
    for (int from = message.length - 1; from >= 0; from--) {
      wire[--to] = message[from];
      if (message[from] == '\n') {
        wire[--to] = '\r';
      }
    }
    return wire;
  }

  private record Octets(byte[] bytes) implements Blob {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
      int count = (int) Math.min(length, bytes.length - position);
      if (count <= 0) {
        return -1;
      }
      System.arraycopy(bytes, (int) position, target, offset, count);
      return count;
    }
  }
}
