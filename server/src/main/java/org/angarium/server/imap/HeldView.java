package org.angarium.server.imap;

import java.time.Instant;
import java.util.List;
import org.angarium.store.mailbox.MailboxInfo;
import org.angarium.store.mailbox.MailboxView;

/**
 * A newer view in an older numbering: what a session sees while it must not yet be told that
 * messages are gone (RFC 9051 §7.5.1). It has the messages of the older view and no others; what is
 * left of them is as the newer view has it, what is gone is as it last was.
 */
final class HeldView implements MailboxView {
  private final MailboxView numbering;
  private final MailboxView newer;

  /** Two held views do not stack: the oldest numbering stays, the newest contents count. */
  HeldView(MailboxView known, MailboxView newer) {
    this.numbering = known instanceof HeldView held ? held.numbering : known;
    this.newer = newer;
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
    return now < 0 ? numbering.flagBits(index) : newer.flagBits(now);
  }

  /** Flag names are only ever added, so the older bits keep their meaning. */
  @Override
  public List<String> flagNames() {
    return newer.flagNames();
  }

  @Override
  public long modSeq(int index) {
    int now = now(index);
    return now < 0 ? numbering.modSeq(index) : newer.modSeq(now);
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
