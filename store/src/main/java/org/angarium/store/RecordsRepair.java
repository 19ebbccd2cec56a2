package org.angarium.store;

import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.blob.BlobRepair;
import org.angarium.store.blob.BlobVerify;
import org.angarium.store.blob.SegmentStore;
import org.angarium.store.directory.DirectoryCheck;
import org.angarium.store.directory.DirectoryRepair;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Losses;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.mailbox.MailboxCollection;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueueRepair;
import org.angarium.store.queue.QueueVerify;
import org.angarium.store.repair.AccountRepair;
import org.angarium.store.repair.AccountVerify;
import org.angarium.store.repair.LostContents;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.SummaryRecord;
import org.jspecify.annotations.Nullable;

/**
 * Repairs the records in an engine whose files are sound: contents, links, accounts, the directory,
 * the queue. What is sound is only read. One thread.
 */
final class RecordsRepair {
  private static final int PAGE = 1000;

  /** Octets of damaged contents that go with a notice. */
  private static final int MOST_SALVAGED = 32 << 20;

  private final Engine engine;
  private final SegmentStore blobs;
  private final MailboxCollection mailboxes;
  private final @Nullable MailStore backup;
  private final InstantSource clock;
  private final StoreRepair.Steps steps;
  private final @Nullable Aside aside;
  private final BlobRepair contents;
  private final MessageNames names;
  private final Map<BlobId, String> lost = new HashMap<>();
  private final Map<Long, List<AccountRepair.Orphan>> orphans = new HashMap<>();
  private final Set<Long> touched = new HashSet<>();

  /** Keeps a file of what is damaged. */
  interface Aside {
    void keep(String name, Writing writing) throws IOException;
  }

  /** Writes a file. */
  interface Writing {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * @param blobs read-only, on {@code engine}
   * @param backup has contents that may be whole there, or null
   * @param aside keeps what is damaged; null where it is only tried
   */
  RecordsRepair(
      Engine engine,
      SegmentStore blobs,
      MailboxCollection mailboxes,
      @Nullable MailStore backup,
      InstantSource clock,
      StoreRepair.Steps steps,
      @Nullable Aside aside) {
    this.engine = engine;
    this.blobs = blobs;
    this.mailboxes = mailboxes;
    this.backup = backup;
    this.clock = clock;
    this.steps = steps;
    this.aside = aside;
    this.contents = new BlobRepair(blobs, engine);
    this.names = new MessageNames(engine);
  }

  /**
   * Repairs everything.
   *
   * @param skipped no fewer than the changes that are lost: numbers given out in them are passed by
   * @param lostRecords whether records are missing anywhere
   */
  void repair(long skipped, boolean lostRecords) throws IOException {
    Set<Long> all = AccountRepair.accounts(engine);
    directory(all.stream().mapToLong(Long::longValue).max().orElse(0), skipped, lostRecords);
    blobs();
    links();
    AccountRepair repair =
        new AccountRepair(
            engine,
            blobs,
            new Lost(),
            (account, mailbox, uid, what) -> steps.done(place(account.value(), mailbox, uid), what),
            clock.millis());
    all.addAll(orphans.keySet());
    for (long account : all) {
      AccountId id = new AccountId(account);
      if (skipped > 0 || touched.contains(account) || orphans.containsKey(account) || !sound(id)) {
        repair.repair(id, orphans.getOrDefault(account, List.of()), skipped);
        if (skipped > 0) {
          steps.done(
              names.account(account),
              "UIDs and modification sequences go on " + skipped + " above those that are known");
        }
      }
    }
    removeLost();
    queue();
  }

  private String place(long account, int mailbox, long uid) {
    try {
      return mailbox == 0
          ? names.account(account)
          : uid == 0
              ? names.mailbox(account, mailbox)
              : names.message(account, mailbox, uid) + names.subject(account, mailbox, uid);
    } catch (StoreException unreadable) {
      return new AccountId(account) + "/" + mailbox + "/" + uid;
    }
  }

  private void directory(long highest, long skipped, boolean lostRecords) throws StoreException {
    if (skipped > 0 || lostRecords || !DirectoryCheck.run(engine, 1).sound()) {
      new DirectoryRepair(engine, what -> steps.done("directory", what))
          .repair(highest, skipped, clock.instant());
    }
  }

  /** Finds out which contents are damaged, fetches them from the backup, mends the rest. */
  private void blobs() throws IOException {
    List<BlobVerify.Problem> problems = new ArrayList<>();
    new BlobVerify(blobs, engine.salvaging(Losses.NONE)).verify(problems::add);
    for (BlobVerify.Problem problem : problems) {
      BlobId id = problem.id();
      if (!problem.kind().isOfContents()) {
        String done = contents.mend(problem);
        if (done != null) {
          steps.done("contents " + id, done);
        }
      } else if (!lost.containsKey(id)) {
        damaged(id, problem.detail());
      }
    }
  }

  private void damaged(BlobId id, String reason) throws IOException {
    if (backup != null && contents.takeFrom(backup.engine(), backup.blobs(), id)) {
      owners(id, "its contents are taken from the backup");
      return;
    }
    lost.put(id, reason);
    if (aside != null) {
      aside.keep(id.toString(), out -> contents.setAside(id, out));
    }
    names.owners(
        id,
        new MessageNames.Owners() {
          @Override
          public void message(long account, int mailbox, long uid) {
            touched.add(account);
          }

          @Override
          public void queued(QueueId queued) {
            steps.done(
                "queue " + queued,
                "its contents are damaged: the sender is told when the server tries it");
          }
        });
  }

  private void owners(BlobId id, String what) throws StoreException {
    names.owners(
        id,
        new MessageNames.Owners() {
          @Override
          public void message(long account, int mailbox, long uid) {
            steps.done(place(account, mailbox, uid), what);
          }

          @Override
          public void queued(QueueId queued) {
            steps.done("queue " + queued, what);
          }
        });
  }

  /** Finds messages that only their contents know of. */
  private void links() throws StoreException {
    KeyRange all = BlobKeys.links();
    byte[] next = all.start();
    while (next != null) {
      List<byte[]> page = new ArrayList<>();
      next =
          engine.scan(
              new KeyRange(next, all.end()),
              ScanOrder.ASCENDING,
              ScanLimit.rows(PAGE),
              (key, value) -> page.add(key));
      for (byte[] link : page) {
        byte[] owner = BlobKeys.owner(link);
        if (Keys.isMessage(owner)) {
          link(link, owner);
        }
      }
    }
  }

  private void link(byte[] link, byte[] owner) throws StoreException {
    byte[] summary = engine.get(Keys.summaryOf(owner));
    BlobId blob = BlobKeys.id(link);
    if (summary == null) {
      if (engine.get(BlobKeys.blob(blob)) == null) {
        removeLink(link, blob);
        return;
      }
      orphans
          .computeIfAbsent(Keys.accountOf(owner), account -> new ArrayList<>())
          .add(new AccountRepair.Orphan(Keys.mailboxOf(owner), Keys.uidOf(owner), blob));
      removeLink(link, blob);
    } else if (!SummaryRecord.blobOf(summary).equals(blob)) {
      removeLink(link, blob);
    }
  }

  private void removeLink(byte[] link, BlobId blob) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        List.of(),
        Durability.RELAXED,
        transaction -> {
          transaction.delete(link);
          transaction.put(BlobKeys.unlinked(blob), new byte[0]);
          return null;
        },
        done -> {});
  }

  private boolean sound(AccountId account) throws StoreException {
    if (engine.get(Keys.account(account.value())) == null) {
      return false;
    }
    boolean[] sound = {true};
    new AccountVerify(engine, mailboxes, (place, detail) -> sound[0] = false).verify(account);
    return sound[0];
  }

  /** What nobody needs any more: notices have taken its place. */
  private void removeLost() throws StoreException {
    for (BlobId id : lost.keySet()) {
      if (names.owners(id, NOBODY) == 0) {
        contents.remove(id);
      }
    }
  }

  private static final MessageNames.Owners NOBODY =
      new MessageNames.Owners() {
        @Override
        public void message(long account, int mailbox, long uid) {}

        @Override
        public void queued(QueueId id) {}
      };

  private void queue() throws StoreException {
    boolean[] sound = {true};
    new QueueVerify(engine).verify(problem -> sound[0] = false);
    if (!sound[0]) {
      new QueueRepair(engine, (id, what) -> steps.done("queue " + id, what)).repair();
    }
  }

  /** See {@link LostContents}. */
  private final class Lost implements LostContents {
    @Override
    public @Nullable String reason(BlobId blob) {
      return lost.get(blob);
    }

    @Override
    public byte[] salvaged(BlobId blob) {
      try {
        return contents.salvaged(blob, MOST_SALVAGED);
      } catch (StoreException unreadable) {
        return new byte[0];
      }
    }

    @Override
    public String address(AccountId account) {
      try {
        return names.account(account.value());
      } catch (StoreException unreadable) {
        return account.toString();
      }
    }
  }
}
