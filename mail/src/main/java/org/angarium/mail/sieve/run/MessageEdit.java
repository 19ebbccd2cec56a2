package org.angarium.mail.sieve.run;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.match.SieveFault;

/** The octets of the message in one run: what came, with what the script put in its place. */
final class MessageEdit {
  /** Octets that a script may bring in, all changes together. */
  private static final long MAX_ADDED = 4 << 20;

  private static final int CHUNK = 64 * 1024;

  private final SieveMessage original;
  private List<MessageSegment> segments;

  MessageEdit(SieveMessage original) {
    this.original = original;
    this.segments = List.of(new MessageSegment.Kept(0, original.size()));
  }

  /** The message as it is now. */
  List<MessageSegment> segments() {
    return segments;
  }

  /** The octets from {@code start} to {@code end} of the message as it is now. */
  List<MessageSegment> cut(long start, long end) {
    return MessageSegment.cut(segments, start, end);
  }

  /** Puts something in the place of the octets from {@code start} to {@code end}. */
  void splice(long start, long end, List<MessageSegment> replacement) throws SieveFault {
    List<MessageSegment> changed = new ArrayList<>(cut(0, start));
    changed.addAll(replacement);
    changed.addAll(cut(end, MessageSegment.length(segments)));
    become(changed);
  }

  void become(List<MessageSegment> message) throws SieveFault {
    if (added(message) > MAX_ADDED) {
      throw new SieveFault("more than " + MAX_ADDED + " octets put into the message");
    }
    segments = List.copyOf(message);
  }

  /** How many octets the script may still bring in. */
  long room() {
    return MAX_ADDED - added(segments);
  }

  private static long added(List<MessageSegment> message) {
    long added = 0;
    for (MessageSegment segment : message) {
      added += segment instanceof MessageSegment.Added ? segment.length() : 0;
    }
    return added;
  }

  /** What segments of this message say. */
  MessageSource source(List<MessageSegment> some) {
    return MessageSegment.source(some, original.source());
  }

  /** The message as it is now, parsed. */
  SieveMessage parsed(Run run) throws SieveFault {
    MessageSource source = source(segments);
    long length = MessageSegment.length(segments);
    run.step((int) Math.min(length, Integer.MAX_VALUE / 2));
    MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
    for (long at = 0; at < length; at += CHUNK) {
      byte[] chunk = source.bytes(at, Math.min(length, at + CHUNK));
      parser.update(chunk, 0, chunk.length);
    }
    return SieveMessage.of(parser.finish(), source);
  }
}
