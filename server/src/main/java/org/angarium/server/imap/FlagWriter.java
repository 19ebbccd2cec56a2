package org.angarium.server.imap;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.MailboxView;

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
    long uid = view.uid(index);
    if (uid >= firstRecent && recent.contains(uid)) {
      out.raw(render(bits, true));
      return;
    }
    if (bits != lastBits) {
      byte[] text = rendered.get(bits);
      if (text == null) {
        text = render(bits, false);
        if (rendered.size() < MAX_KEPT) {
          rendered.put(bits, text);
        }
      }
      lastBits = bits;
      last = text;
    }
    out.raw(last);
  }

  private byte[] render(long bits, boolean recent) {
    ImapWriter text = new ImapWriter();
    text.ascii("FLAGS (");
    String separator = "";
    List<String> names = view.flagNames();
    for (int bit = 0; bit < names.size(); bit++) {
      if ((bits >>> bit & 1) != 0) {
        text.ascii(separator).ascii(names.get(bit));
        separator = " ";
      }
    }
    if (recent) {
      text.ascii(separator).ascii("\\Recent");
    }
    text.octet(')');
    return Arrays.copyOf(text.array(), text.length());
  }
}
