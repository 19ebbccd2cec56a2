package org.angarium.store.message;

import java.util.Arrays;
import java.util.BitSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.engine.Engine;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.jspecify.annotations.Nullable;

/**
 * Some messages of a mailbox in pages, each of which is read together: one scan for the records of
 * its messages and one read for their contents instead of two reads a message. A page has at most
 * {@value #MESSAGES} messages and, unless it is a single one, about {@value #OCTETS} octets. {@link
 * #next} is for one thread, {@link #open} for any.
 */
public final class MessagePages {
  static final int MESSAGES = 64;
  static final long OCTETS = 256 << 10;

  private final Engine engine;
  private final BlobStore blobs;
  private final MailboxRef mailbox;
  private final MailboxView view;
  private final BitSet indexes;
  private int following;

  /**
   * @param indexes of the messages in the view; not changed meanwhile
   */
  public MessagePages(
      Engine engine, BlobStore blobs, MailboxRef mailbox, MailboxView view, BitSet indexes) {
    this.engine = engine;
    this.blobs = blobs;
    this.mailbox = mailbox;
    this.view = view;
    this.indexes = indexes;
  }

  /** The indexes of the next page, ascending; none after the last one. */
  public int[] next() {
    return next(MESSAGES);
  }

  /** The same with fewer messages at most. */
  int[] next(int messages) {
    int[] page = new int[messages];
    int count = 0;
    long octets = 0;
    int index = indexes.nextSetBit(following);
    while (index >= 0 && count < messages) {
      octets += view.messageSize(index);
      if (count > 0 && octets > OCTETS) {
        break;
      }
      page[count++] = index;
      index = indexes.nextSetBit(index + 1);
    }
    following = index < 0 ? indexes.length() : index;
    return Arrays.copyOf(page, count);
  }

  /**
   * The messages of a page, in its order; null for those that are gone. One whose record is damaged
   * or whose contents are missing is there, and fails when something is asked of it.
   */
  public @Nullable StoredMessage[] open(int[] page) throws StoreException {
    @Nullable StoredMessage[] messages = readable(page);
    for (int i = 0; i < page.length; i++) {
      long uid = view.uid(page[i]);
      if (messages[i] == null
          && engine.get(Summaries.key(mailbox, Summaries.Kind.SUMMARY, uid)) != null) {
        messages[i] = unreadable(page[i], new StoreException("its contents are missing"));
      }
    }
    return messages;
  }

  private StoredMessage unreadable(int index, StoreException why) {
    return new UnreadableMessage(view.uid(index), view.messageSize(index), why);
  }

  /** Together if that is possible, else one by one to find out which one it is that fails. */
  private @Nullable StoredMessage[] readable(int[] page) {
    try {
      return together(page);
    } catch (StoreException failure) {
      @Nullable StoredMessage[] messages = new StoredMessage[page.length];
      for (int i = 0; i < page.length; i++) {
        messages[i] = page.length == 1 ? unreadable(page[i], failure) : alone(page[i]);
      }
      return messages;
    }
  }

  private @Nullable StoredMessage alone(int index) {
    try {
      return together(new int[] {index})[0];
    } catch (StoreException failure) {
      return unreadable(index, failure);
    }
  }

  private @Nullable StoredMessage[] together(int[] page) throws StoreException {
    @Nullable SummaryRecord[] records = records(page);
    BlobId[] ids = new BlobId[page.length];
    int count = 0;
    for (SummaryRecord record : records) {
      if (record != null) {
        ids[count++] = record.blob();
      }
    }
    @Nullable Blob[] contents = blobs.findAll(engine, Arrays.copyOf(ids, count));
    @Nullable StoredMessage[] messages = new StoredMessage[page.length];
    int next = 0;
    for (int i = 0; i < page.length; i++) {
      SummaryRecord record = records[i];
      if (record == null) {
        continue;
      }
      Blob blob = contents[next++];
      if (blob != null) {
        messages[i] = new OpenMessage(view.uid(page[i]), record, blob);
      }
    }
    return messages;
  }

  private @Nullable SummaryRecord[] records(int[] page) throws StoreException {
    UidSet.Builder uids = UidSet.builder();
    for (int index : page) {
      uids.add(view.uid(index));
    }
    @Nullable SummaryRecord[] records = new SummaryRecord[page.length];
    int[] at = {0};
    Summaries.<StoreException>sweep(
        engine,
        mailbox,
        Summaries.Kind.SUMMARY,
        uids.build(),
        (uid, bytes) -> {
          while (view.uid(page[at[0]]) != uid) {
            at[0]++;
          }
          records[at[0]] = SummaryRecord.decode(bytes);
          return true;
        });
    return records;
  }
}
