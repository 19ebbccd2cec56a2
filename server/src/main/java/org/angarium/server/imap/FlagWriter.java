package org.angarium.server.imap;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.view.MailboxView;

/**
 * Writes {@code FLAGS (…)}. A mailbox has few combinations of flags, so each is rendered once and
 * then copied.
 */
final class FlagWriter {
  private static final int MAX_KEPT = 256;

  private final MailboxView view;
  private final UidSet recent;

  /** Most are below, so that this is all that is looked at. */
  private final long firstRecent;

  private final Map<Long, byte[]> rendered = new HashMap<>();
  private long lastBits = -1;
  private byte[] last = {};

  /**
   * @param recent the UIDs with \Recent
   */
  FlagWriter(MailboxView view, UidSet recent) {
    this.view = view;
    this.recent = recent;
    this.firstRecent = recent.isEmpty() ? Long.MAX_VALUE : recent.rangeFirst(0);
  }

  void write(ImapWriter out, int index) {
    long bits = view.flagBits(index);
    int[] more = view.moreFlags(index);
    long uid = view.uid(index);
    boolean isRecent = uid >= firstRecent && recent.contains(uid);
    if (isRecent || more.length > 0) {
      out.raw(render(bits, more, isRecent));
      return;
    }
    if (bits != lastBits) {
      byte[] text = rendered.get(bits);
      if (text == null) {
        text = render(bits, more, false);
        if (rendered.size() < MAX_KEPT) {
          rendered.put(bits, text);
        }
      }
      lastBits = bits;
      last = text;
    }
    out.raw(last);
  }

  private byte[] render(long bits, int[] more, boolean isRecent) {
    ImapWriter text = new ImapWriter();
    text.ascii("FLAGS (");
    String separator = "";
    List<String> names = view.flagNames();
    for (long left = bits; left != 0; left &= left - 1) {
      text.ascii(separator).ascii(names.get(Long.numberOfTrailingZeros(left)));
      separator = " ";
    }
    for (int flag : more) {
      text.ascii(separator).ascii(names.get(flag));
      separator = " ";
    }
    if (isRecent) {
      text.ascii(separator).ascii("\\Recent");
    }
    text.octet(')');
    return Arrays.copyOf(text.array(), text.length());
  }
}
