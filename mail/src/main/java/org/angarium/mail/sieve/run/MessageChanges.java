package org.angarium.mail.sieve.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.action.SieveAction;

/**
 * Carries out what a run wants changed in a message (RFC 5293, RFC 5703). Only the header is
 * written anew, the body is named by its place. For one thread.
 */
public final class MessageChanges {
  private static final int CHUNK = 64 * 1024;

  private final SieveMessage original;
  private List<MessageSegment> segments;
  private HeaderView header;
  private long bodyStart;

  private MessageChanges(SieveMessage original) {
    this.original = original;
    this.segments = List.of(new MessageSegment.Kept(0, original.size()));
    this.header = new HeaderView(original.header());
    this.bodyStart = original.root().bodyStart();
  }

  /** Whether an action changes the message for those behind it. */
  public static boolean isChange(SieveAction action) {
    return action instanceof SieveAction.AddHeader
        || action instanceof SieveAction.DeleteHeader
        || action instanceof SieveAction.Rewrite;
  }

  /**
   * The message with these changes made, in order.
   *
   * @param changes of a run on this message; see {@link #isChange}
   */
  public static List<MessageSegment> made(List<SieveAction> changes, SieveMessage original) {
    MessageChanges message = new MessageChanges(original);
    for (int i = 0; i < changes.size(); i++) {
      switch (changes.get(i)) {
        case SieveAction.AddHeader(String name, String value, boolean last) ->
            message.header.add(name, value, last);
        case SieveAction.DeleteHeader(String name, List<Integer> positions) ->
            message.header.delete(name, positions);
        case SieveAction.Rewrite(List<MessageSegment> rewritten) ->
            message.become(rewritten, i + 1 < changes.size());
        default -> throw new IllegalArgumentException("no change of the message");
      }
    }
    return message.segments();
  }

  /**
   * The message with these changes made, for another run.
   *
   * @param made by {@link #made}
   */
  public static SieveMessage parsed(List<MessageSegment> made, SieveMessage original) {
    MessageSource source = MessageSegment.source(made, original.source());
    long length = MessageSegment.length(made);
    MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
    for (long at = 0; at < length; at += CHUNK) {
      byte[] chunk = source.bytes(at, Math.min(length, at + CHUNK));
      parser.update(chunk, 0, chunk.length);
    }
    return SieveMessage.of(parser.finish(), source);
  }

  /**
   * A change of a message that was itself made of another, as a change of that other.
   *
   * @param made the message that the change was made for, by {@link #made}
   */
  public static SieveAction ofOriginal(SieveAction change, List<MessageSegment> made) {
    if (!(change instanceof SieveAction.Rewrite(List<MessageSegment> message))) {
      return change; // the header's fields are counted as they are by then
    }
    List<MessageSegment> whole = new ArrayList<>(message.size());
    for (MessageSegment segment : message) {
      switch (segment) {
        case MessageSegment.Kept(long start, long end) ->
            whole.addAll(MessageSegment.cut(made, start, end));
        case MessageSegment.Added added -> whole.add(added);
      }
    }
    return new SieveAction.Rewrite(whole);
  }

  /**
   * @param more whether the header may be changed again
   */
  private void become(List<MessageSegment> rewritten, boolean more) {
    segments = rewritten;
    SieveMessage message = more ? parsed(rewritten, original) : original;
    header = new HeaderView(message.header());
    bodyStart = message.root().bodyStart();
  }

  private List<MessageSegment> segments() {
    if (!header.isChanged()) {
      return segments;
    }
    byte[] fields = header.octets();
    byte[] block = Arrays.copyOf(fields, fields.length + 2);
    block[fields.length] = '\r';
    block[fields.length + 1] = '\n';
    List<MessageSegment> all = new ArrayList<>(segments.size() + 1);
    all.add(new MessageSegment.Added(block));
    all.addAll(MessageSegment.cut(segments, bodyStart, MessageSegment.length(segments)));
    return all;
  }
}
