package org.angarium.mail.sieve.action;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.mime.MessageSource;

/**
 * A stretch of a message that a script changed: what it kept is named by its place, not copied, so
 * that large attachments cost nothing.
 */
public sealed interface MessageSegment {
  /** How many octets it has. */
  long length();

  /** The octets from {@code start} to {@code end} of the message as it came. */
  record Kept(long start, long end) implements MessageSegment {
    @Override
    public long length() {
      return end - start;
    }
  }

  /** Octets that the script brought in. */
  final class Added implements MessageSegment {
    private final byte[] octets;

    /** New octets, not copied. */
    public Added(byte[] octets) {
      this.octets = octets;
    }

    /** The octets; a copy. */
    public byte[] octets() {
      return octets.clone();
    }

    @Override
    public long length() {
      return octets.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Added added && Arrays.equals(octets, added.octets);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(octets);
    }
  }

  /**
   * The message that segments make.
   *
   * @param original the message as it came
   */
  static MessageSource source(List<MessageSegment> segments, MessageSource original) {
    return (start, end) -> {
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(end - start));
      long offset = 0;
      for (MessageSegment segment : segments) {
        long from = Math.max(start - offset, 0);
        long to = Math.min(end - offset, segment.length());
        if (from < to) {
          switch (segment) {
            case Kept kept -> out.writeBytes(original.bytes(kept.start + from, kept.start + to));
            case Added added -> out.write(added.octets, (int) from, (int) (to - from));
          }
        }
        offset += segment.length();
      }
      return out.toByteArray();
    };
  }

  /** The octets from {@code start} to {@code end} of the message that segments make. */
  static List<MessageSegment> cut(List<MessageSegment> segments, long start, long end) {
    List<MessageSegment> cut = new ArrayList<>(2);
    long offset = 0;
    for (MessageSegment segment : segments) {
      long from = Math.max(start - offset, 0);
      long to = Math.min(end - offset, segment.length());
      if (from < to) {
        cut.add(
            switch (segment) {
              case Kept kept -> new Kept(kept.start() + from, kept.start() + to);
              case Added added ->
                  from == 0 && to == added.length()
                      ? added
                      : new Added(Arrays.copyOfRange(added.octets, (int) from, (int) to));
            });
      }
      offset += segment.length();
    }
    return cut;
  }

  /** How many octets segments have together. */
  static long length(List<MessageSegment> segments) {
    long length = 0;
    for (MessageSegment segment : segments) {
      length += segment.length();
    }
    return length;
  }
}
