package org.angarium.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.message.EnvelopeText;
import org.angarium.store.queue.QueueId;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.SummaryRecord;

/**
 * Calls accounts, mailboxes and messages what their owners call them, as far as what is there can
 * be read. One thread.
 */
final class MessageNames {
  /** Owners of one blob that are named; more are counted. */
  static final int MOST_OWNERS = 100;

  private static final int CACHED = 10_000;

  private final Engine engine;
  private final Map<Long, String> accounts = new HashMap<>();

  MessageNames(Engine engine) {
    this.engine = engine;
  }

  /** The address of an account, or its number where the directory does not know it. */
  String account(long account) throws StoreException {
    String known = accounts.get(account);
    if (known == null) {
      AccountId id = new AccountId(account);
      EmailAddress address = DirectoryStore.addressOf(engine, id);
      known = address == null ? "account " + id : address.toString();
      if (accounts.size() < CACHED) {
        accounts.put(account, known);
      }
    }
    return known;
  }

  /** Account and name of a mailbox. */
  String mailbox(long account, int mailbox) throws StoreException {
    byte[] record = engine.get(Keys.mailbox(account, mailbox));
    String name = "mailbox " + mailbox;
    if (record != null) {
      try {
        MailboxRecord found = MailboxRecord.decode(mailbox, record);
        name = found.doomed() ? "deleted mailbox " + mailbox : found.name();
      } catch (StoreException damaged) {
        // Then its number must do.
      }
    }
    return account(account) + ", " + name;
  }

  /** Account, mailbox and UID of a message. */
  String message(long account, int mailbox, long uid) throws StoreException {
    return mailbox(account, mailbox) + ", UID " + uid;
  }

  /** The same from a place as {@code a1/2/3} or a part of it. */
  String place(String place) throws StoreException {
    String[] parts = place.split("/", -1);
    try {
      long account = Long.parseLong(parts[0].substring(1));
      return switch (parts.length) {
        case 1 -> account(account);
        case 2 -> mailbox(account, Integer.parseInt(parts[1]));
        default -> message(account, Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
      };
    } catch (NumberFormatException | IndexOutOfBoundsException other) {
      return place;
    }
  }

  /** Subject and Message-ID of a message, with a comma in front; empty where they are not known. */
  String subject(long account, int mailbox, long uid) throws StoreException {
    byte[] summary = engine.get(Keys.summary(account, mailbox, uid));
    if (summary == null) {
      return "";
    }
    try {
      EnvelopeText text = EnvelopeText.of(SummaryRecord.decode(summary).envelope());
      return (text.subject() == null ? "" : "; subject \"" + text.subject() + "\"")
          + (text.messageId() == null ? "" : "; Message-ID " + text.messageId());
    } catch (StoreException damaged) {
      return "";
    }
  }

  /** Is told of each message that needs a blob. */
  interface Owners {
    void message(long account, int mailbox, long uid) throws StoreException;

    void queued(QueueId id) throws StoreException;
  }

  /** Tells of each owner of the blob, up to {@value #MOST_OWNERS}; returns how many. */
  int owners(BlobId blob, Owners owners) throws StoreException {
    List<byte[]> links = new ArrayList<>();
    engine.scan(
        BlobKeys.links(blob),
        ScanOrder.ASCENDING,
        ScanLimit.rows(MOST_OWNERS),
        (key, value) -> links.add(key));
    for (byte[] link : links) {
      byte[] owner = BlobKeys.owner(link);
      if (Keys.isMessage(owner)) {
        owners.message(Keys.accountOf(owner), Keys.mailboxOf(owner), Keys.uidOf(owner));
      } else {
        QueueId queued = QueueId.ofOwner(owner);
        if (queued != null) {
          owners.queued(queued);
        }
      }
    }
    return links.size();
  }

  /** What a key stands for, with names as far as they can be told. */
  String described(byte[] key) {
    try {
      boolean ofMessage =
          key.length == Keys.MAILBOX_LENGTH + 4 && key[0] == Subspace.MESSAGE.tag()
              || key.length == Keys.MAILBOX_LENGTH + 5 && key[0] == Subspace.SUMMARY.tag();
      return ofMessage
          ? KeyNames.kind(key[0] == Subspace.MESSAGE.tag() ? Subspace.MESSAGE : Subspace.SUMMARY)
              + " of "
              + message(Keys.accountOf(key), Keys.mailboxOf(key), Keys.uidOf(key))
          : KeyNames.of(key);
    } catch (StoreException unreadable) {
      return KeyNames.of(key);
    }
  }
}
