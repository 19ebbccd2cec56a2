package org.angarium.store.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.view.MailboxRef;

/**
 * Where the emails and threads of an account are: two small records a message, written and removed
 * with it. Email ids and thread ids are those of {@link ObjectIds} (RFC 8474, RFC 8621 §3, §4).
 */
public final class ObjectIndex {
  /** Messages of one email or thread that are found; the rest of a larger one is left out. */
  public static final int MOST = 10_000;

  private static final ScanLimit LIMIT = new ScanLimit(MOST, 4 << 20);
  private static final byte[] NO_VALUE = {};

  private ObjectIndex() {}

  /**
   * A message, by what never changes of it.
   *
   * @param threadId of the email
   */
  public record Place(long emailId, long threadId, MailboxRef mailbox, long uid) {}

  /** Notes where a message is. */
  public static void add(Transaction transaction, Place place) {
    long account = place.mailbox.account().value();
    int mailbox = place.mailbox.mailbox();
    transaction.put(
        Keys.email(account, place.emailId, mailbox, place.uid),
        ByteBuffer.allocate(Long.BYTES).putLong(place.threadId).array());
    transaction.put(
        Keys.thread(account, place.threadId, place.emailId, mailbox, place.uid), NO_VALUE);
  }

  /** The message is gone. */
  public static void remove(Transaction transaction, Place place) {
    long account = place.mailbox.account().value();
    int mailbox = place.mailbox.mailbox();
    transaction.delete(Keys.email(account, place.emailId, mailbox, place.uid));
    transaction.delete(Keys.thread(account, place.threadId, place.emailId, mailbox, place.uid));
  }

  /** Whether all messages of the account are noted: those of older versions are not at first. */
  public static boolean isComplete(Reader reader, AccountId account) throws StoreException {
    return reader.get(Keys.objectsComplete(account.value())) != null;
  }

  /** From now on all messages are noted. */
  public static void complete(Transaction transaction, AccountId account) {
    transaction.put(Keys.objectsComplete(account.value()), NO_VALUE);
  }

  /** The account is going. */
  public static void forget(Transaction transaction, AccountId account) {
    transaction.delete(Keys.objectsComplete(account.value()));
  }

  /**
   * The messages that hold each email, in one read; emails that are not there are left out.
   *
   * @param emailIds as they are asked for; the answer has their order
   */
  public static Map<Long, List<Place>> emails(Reader reader, AccountId account, List<Long> emailIds)
      throws StoreException {
    List<KeyRange> ranges = emailIds.stream().map(id -> Keys.email(account.value(), id)).toList();
    Map<Long, List<Place>> found = new LinkedHashMap<>();
    List<DamagedRecordException> damage = new ArrayList<>(0);
    reader.scanAll(
        ranges,
        LIMIT,
        (range, key, value) -> {
          if (value.length != Long.BYTES) {
            damage.add(
                new DamagedRecordException("place of an email of " + value.length + " octets"));
            return false;
          }
          found
              .computeIfAbsent(emailIds.get(range), id -> new ArrayList<>(1))
              .add(place(account, key, ByteBuffer.wrap(value).getLong()));
          return true;
        });
    if (!damage.isEmpty()) {
      throw damage.getFirst();
    }
    return found;
  }

  /** The messages of each thread by their email ids, in one read; empty threads are left out. */
  public static Map<Long, List<Place>> threads(
      Reader reader, AccountId account, List<Long> threadIds) throws StoreException {
    List<KeyRange> ranges = threadIds.stream().map(id -> Keys.thread(account.value(), id)).toList();
    Map<Long, List<Place>> found = new LinkedHashMap<>();
    reader.scanAll(
        ranges,
        LIMIT,
        (range, key, value) -> {
          long threadId = threadIds.get(range);
          found
              .computeIfAbsent(threadId, id -> new ArrayList<>(4))
              .add(place(account, key, threadId));
          return true;
        });
    return found;
  }

  private static Place place(AccountId account, byte[] key, long threadId) {
    return new Place(
        Keys.emailOf(key),
        threadId,
        new MailboxRef(account, Keys.mailboxOfObject(key)),
        Keys.uidOf(key));
  }
}
