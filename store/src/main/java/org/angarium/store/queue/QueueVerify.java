package org.angarium.store.queue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.node.Node;
import org.angarium.store.schema.DamagedRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Reads every record of the queue and says what is wrong: each pending recipient must stand in both
 * indexes and nothing else may, counts must agree, contents must be there. Works on a live store;
 * what seems wrong is looked at once more in one view before it is reported. Changes nothing, and
 * holds a page and a message at a time in memory.
 */
public final class QueueVerify {
  private static final int PAGE = 1000;

  private final Engine engine;

  /** What can be wrong. */
  public enum Kind {
    /** A record cannot be decoded. */
    RECORD_UNREADABLE,
    /** A state or a recipient without a message, or a message without its state. */
    INCOMPLETE,
    /** The state counts other recipients than there are. */
    WRONG_COUNT,
    /** A pending recipient would never be tried. */
    NOT_INDEXED,
    /** An index names what is not pending then. */
    STALE_INDEX,
    /** The message's contents are gone. */
    CONTENTS_MISSING,
    /** The message's contents are there and nothing keeps them. */
    NOT_LINKED
  }

  /**
   * One thing that is wrong.
   *
   * @param id the message
   * @param detail for people
   */
  public record Problem(Kind kind, QueueId id, String detail) {}

  /** What was looked at. */
  public record Verified(long messages, long recipients, long problems) {}

  public QueueVerify(Engine engine) {
    this.engine = engine;
  }

  /** Looks at everything; {@code problems} gets each problem as it is found. One thread. */
  public Verified verify(Consumer<Problem> problems) throws StoreException {
    long[] counts = new long[3];
    Consumer<Problem> counted =
        problem -> {
          counts[2]++;
          problems.accept(problem);
        };
    byte[] from = QueueKeys.from(0).start();
    long last = -1;
    while (from != null) {
      List<byte[]> keys = new ArrayList<>();
      from = page(new KeyRange(from, QueueKeys.from(0).end()), keys);
      for (byte[] key : keys) {
        long id = QueueKeys.idOf(key);
        if (id != last) {
          last = id;
          counts[0]++;
          counts[1] += message(id, counted);
        }
      }
    }
    index(QueueKeys.indexes(), counted);
    return new Verified(counts[0], counts[1], counts[2]);
  }

  private byte @Nullable [] page(KeyRange range, List<byte[]> keys) throws StoreException {
    return engine.scan(
        range, ScanOrder.ASCENDING, ScanLimit.rows(PAGE), (key, value) -> keys.add(key));
  }

  /** Returns the recipients looked at. */
  private int message(long id, Consumer<Problem> problems) throws StoreException {
    QueueId name = new QueueId(id);
    try (var view = engine.snapshot()) {
      byte[] record = view.get(QueueKeys.message(id));
      byte[] stateRecord = view.get(QueueKeys.state(id));
      List<QueueRecipient> recipients = QueueRecords.recipients(view, id);
      if (record == null && stateRecord == null && recipients.isEmpty()) {
        return 0;
      }
      if (record == null || stateRecord == null) {
        problems.accept(new Problem(Kind.INCOMPLETE, name, "message or state is missing"));
        return recipients.size();
      }
      QueueMessage message = QueueCodec.message(name, record);
      QueueState state = QueueCodec.state(stateRecord);
      contents(view, message, problems);
      int remaining = 0;
      for (QueueRecipient recipient : recipients) {
        if (!recipient.status().done()) {
          remaining++;
          indexed(view, id, recipient, state, problems);
        }
      }
      if (remaining != state.remaining() || recipients.size() != state.recipients()) {
        problems.accept(
            new Problem(
                Kind.WRONG_COUNT,
                name,
                "%d of %d recipients remain, the state says %d of %d"
                    .formatted(
                        remaining, recipients.size(), state.remaining(), state.recipients())));
      }
      return recipients.size();
    } catch (DamagedRecordException e) {
      problems.accept(new Problem(Kind.RECORD_UNREADABLE, name, String.valueOf(e.getMessage())));
      return 0;
    }
  }

  private static void contents(Reader view, QueueMessage message, Consumer<Problem> problems)
      throws StoreException {
    if (view.get(BlobKeys.blob(message.blob())) == null) {
      problems.accept(new Problem(Kind.CONTENTS_MISSING, message.id(), "blob " + message.blob()));
    }
    byte[] owner = QueueKeys.owner(message.id().value());
    if (view.get(BlobKeys.link(message.blob(), owner)) == null) {
      problems.accept(new Problem(Kind.NOT_LINKED, message.id(), "blob " + message.blob()));
    }
  }

  private static void indexed(
      Reader view, long id, QueueRecipient recipient, QueueState state, Consumer<Problem> problems)
      throws StoreException {
    QueueKeys.Due due = QueueKeys.due(state, id, recipient);
    boolean both = view.get(due.byTime()) != null && view.get(due.byDestination()) != null;
    // A store from before there were owners, which was not opened since.
    boolean unowned =
        state.owner() == Node.FIRST
            && view.get(due.unownedByTime()) != null
            && view.get(due.unownedByDestination()) != null;
    if (!state.held() && !both && !unowned) {
      problems.accept(
          new Problem(Kind.NOT_INDEXED, new QueueId(id), "recipient " + recipient.index()));
    }
  }

  private void index(KeyRange all, Consumer<Problem> problems) throws StoreException {
    byte[] from = all.start();
    while (from != null) {
      List<byte[]> keys = new ArrayList<>();
      from = page(new KeyRange(from, all.end()), keys);
      for (byte[] key : keys) {
        entry(key, problems);
      }
    }
  }

  private void entry(byte[] key, Consumer<Problem> problems) throws StoreException {
    QueueKeys.Due due = QueueKeys.Due.of(key);
    QueueId id = new QueueId(due.id());
    try (var view = engine.snapshot()) {
      if (view.get(key) == null) {
        return;
      }
      byte[] record = view.get(QueueKeys.recipient(due.id(), due.index()));
      byte[] stateRecord = view.get(QueueKeys.state(due.id()));
      QueueState state = stateRecord == null ? null : QueueCodec.state(stateRecord);
      QueueRecipient recipient = record == null ? null : QueueCodec.recipient(due.index(), record);
      boolean right =
          recipient != null
              && !recipient.status().done()
              && state != null
              && !state.held()
              && QueueKeys.due(state, due.id(), recipient).equals(due);
      if (!right) {
        problems.accept(new Problem(Kind.STALE_INDEX, id, HexFormat.of().formatHex(key)));
      }
    } catch (DamagedRecordException e) {
      problems.accept(new Problem(Kind.RECORD_UNREADABLE, id, String.valueOf(e.getMessage())));
    }
  }
}
