package org.angarium.store.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.angarium.mail.imap.UidSet;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.engine.Engine;
import org.angarium.store.intake.Acceptance;
import org.angarium.store.intake.Accepted;
import org.angarium.store.intake.LocalDelivery;
import org.angarium.store.message.StoredMessage;
import org.angarium.store.view.MailboxRef;

/** Puts messages into a store in one line. */
public final class TestMail {
  public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private TestMail() {}

  public static MailStore on(Engine engine, Path folder) throws StoreException {
    return MailStore.on(engine, folder, StoreSettings.DEFAULT, () -> NOON);
  }

  /** A message with this subject and body. */
  public static byte[] message(String subject, String body) {
    return ("From: Ann <ann@example.org>\r\nTo: Bob <bob@example.net>\r\nSubject: "
            + subject
            + "\r\nDate: Sun, 22 Nov 2026 10:00:00 +0100\r\nMessage-ID: <"
            + Integer.toHexString((subject + body).hashCode())
            + "@example.org>\r\n\r\n"
            + body
            + "\r\n")
        .getBytes(UTF_8);
  }

  /** The caller closes it. */
  public static StagedBlob stage(MailStore store, byte[] contents) throws StoreException {
    try (BlobWriter writer = store.blobs().writer()) {
      writer.write(contents, 0, contents.length);
      return writer.finish();
    }
  }

  public static Appended append(
      MailStore store, MailboxRef mailbox, byte[] contents, String... flags)
      throws StoreException, MailboxRefusal {
    try (StagedBlob blob = stage(store, contents)) {
      NewMessage message =
          new NewMessage(
              new byte[0],
              blob,
              MessageStructure.of(contents, MimeLimits.DEFAULT),
              Set.of(flags),
              NOON);
      return store.mailboxes().append(mailbox, List.of(message)).getFirst();
    }
  }

  public static Accepted accept(MailStore store, byte[] contents, LocalDelivery... local)
      throws StoreException {
    try (StagedBlob blob = stage(store, contents)) {
      return store
          .intake()
          .accept(
              new Acceptance(
                  blob,
                  MessageStructure.of(contents, MimeLimits.DEFAULT),
                  NOON,
                  List.of(local),
                  List.of()));
    }
  }

  public static LocalDelivery to(long account, String mailbox, String prefix) {
    return new LocalDelivery(new AccountId(account), mailbox, Set.of(), prefix.getBytes(UTF_8));
  }

  /** The message, which must be there. */
  public static StoredMessage open(MailStore store, MailboxRef mailbox, long uid)
      throws StoreException {
    return Objects.requireNonNull(store.mailboxes().open(mailbox, uid), "no such message");
  }

  /** All bytes of a message, which must be there. */
  public static byte[] read(MailStore store, MailboxRef mailbox, long uid) throws StoreException {
    return Objects.requireNonNull(open(store, mailbox, uid).wholeUpTo(1 << 24), "too large");
  }

  public static UidSet expungedSince(MailStore store, MailboxRef mailbox, long modSeq)
      throws StoreException, MailboxRefusal {
    return Objects.requireNonNull(
        store.mailboxes().expungedSince(mailbox, modSeq), "beyond the horizon");
  }

  public static MailboxRef inbox(MailStore store, long account) throws StoreException {
    return store.mailboxes().find(new AccountId(account), "INBOX").orElseThrow().ref();
  }
}
