package org.angarium.server.imap;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.imap.FlagSet;
import org.angarium.store.view.MailboxInfo;
import org.angarium.store.view.MailboxView;
import org.angarium.store.view.SystemFlag;

/**
 * A newer view in an older numbering: what a session sees while it must not yet be told that
 * messages are gone (RFC 9051 §7.5.1). It has the messages of the older view and no others; what is
 * left of them is as the newer view has it, what is gone is as the client was last told.
 */
final class HeldView implements MailboxView {
  private static final long SYSTEM_FLAGS = (1L << SystemFlag.values().length) - 1;

  private final MailboxView numbering;
  private final MailboxView newer;

  /** By index, what is gone and changed after the numbering and before it went: hardly any. */
  private final Map<Integer, Last> last;

  private record Last(FlagSet flags, long modSeq) {}

  /** Whether flags have kept their numbers, as they do but for those that lost their name. */
  private final boolean sameNumbers;

  /** Two held views do not stack: the oldest numbering stays, the newest contents count. */
  HeldView(MailboxView known, MailboxView newer) {
    this.newer = newer;
    this.sameNumbers = SelectedMailbox.goesOn(known.flagNames(), newer.flagNames());
    if (known instanceof HeldView held) {
      this.numbering = held.numbering;
      this.last = last(held, newer);
    } else {
      this.numbering = known;
      this.last = Map.of();
    }
  }

  private static Map<Integer, Last> last(HeldView held, MailboxView newer) {
    Map<Integer, Last> last = new HashMap<>();
    MailboxView numbering = held.numbering;
    int at = 0;
    for (int index = 0; index < numbering.size(); index++) {
      long uid = numbering.uid(index);
      while (at < newer.size() && newer.uid(at) < uid) {
        at++;
      }
      boolean gone = at == newer.size() || newer.uid(at) != uid;
      if (gone && held.modSeq(index) != numbering.modSeq(index)) {
        last.put(index, new Last(held.flags(index), held.modSeq(index)));
      }
    }
    return last.isEmpty() ? Map.of() : last;
  }

  /** Of the view that gives the numbers: all that happened up to it the client was told. */
  long toldModSeq() {
    return numbering.info().highestModSeq();
  }

  /** Of the newer view. */
  @Override
  public MailboxInfo info() {
    return newer.info();
  }

  @Override
  public int size() {
    return numbering.size();
  }

  @Override
  public long uid(int index) {
    return numbering.uid(index);
  }

  @Override
  public int indexOf(long uid) {
    return numbering.indexOf(uid);
  }

  private int now(int index) {
    return newer.indexOf(numbering.uid(index));
  }

  @Override
  public long flagBits(int index) {
    int now = now(index);
    if (now >= 0) {
      return newer.flagBits(now);
    }
    Last gone = last.get(index);
    long bits = gone == null ? numbering.flagBits(index) : gone.flags.bits();
    return sameNumbers ? bits : bits & SYSTEM_FLAGS;
  }

  @Override
  public int[] moreFlags(int index) {
    int now = now(index);
    if (now >= 0) {
      return newer.moreFlags(now);
    }
    Last gone = last.get(index);
    int[] more = gone == null ? numbering.moreFlags(index) : gone.flags.more();
    return sameNumbers ? more : FlagSet.NO_MORE;
  }

  @Override
  public boolean takesKeywords() {
    return newer.takesKeywords();
  }

  /** Of the newer view. */
  @Override
  public List<String> flagNames() {
    return newer.flagNames();
  }

  @Override
  public long modSeq(int index) {
    int now = now(index);
    if (now >= 0) {
      return newer.modSeq(now);
    }
    Last gone = last.get(index);
    return gone == null ? numbering.modSeq(index) : gone.modSeq;
  }

  @Override
  public Instant internalDate(int index) {
    return numbering.internalDate(index);
  }

  @Override
  public Instant savedDate(int index) {
    return numbering.savedDate(index);
  }

  @Override
  public long messageSize(int index) {
    return numbering.messageSize(index);
  }

  @Override
  public long emailId(int index) {
    return numbering.emailId(index);
  }
}
