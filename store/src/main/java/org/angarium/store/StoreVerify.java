package org.angarium.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.blob.BlobVerify;
import org.angarium.store.blob.SegmentStore;
import org.angarium.store.directory.DirectoryCheck;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Losses;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.mailbox.MailboxCollection;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueueVerify;
import org.angarium.store.repair.AccountVerify;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.SummaryRecord;
import org.jspecify.annotations.Nullable;

/**
 * Walks through everything that is kept and reports what does not fit together: each account
 * ({@link AccountVerify}), the directory ({@link DirectoryCheck}), the outbound queue ({@link
 * QueueVerify}), records that belong to no account or mailbox, links that belong to no message, and
 * every blob ({@link BlobVerify}). Bounded memory; usable on a live store; changes nothing. What
 * {@code angarium verify} runs.
 */
public final class StoreVerify {
  private static final int PAGE = 500;
  private static final int MOST_DIRECTORY_PROBLEMS = 1000;

  /** What could not be read is told once; beyond so many places, perhaps again. */
  private static final int MOST_TOLD = 10_000;

  private final Engine stored;
  private final SegmentStore blobs;
  private final MailboxCollection mailboxes;
  private final @Nullable String logDamage;

  /** The engine as one reads it that passes over damage. */
  private Engine engine;

  private MessageNames names;

  /** What is wrong with which part. */
  public enum Kind {
    /** The log of the engine: changes that were acknowledged are missing. */
    LOG,
    /** Records that cannot be read, since the file in which they are is damaged. */
    LOST,
    /** The contents of a message cannot be read, or are not those that were stored. */
    MESSAGE,
    /** An account's records do not agree with each other. */
    ACCOUNT,
    /** Records that no account or mailbox leads to. */
    STRAY,
    /** A link from a blob to a message that is not there or has another blob. */
    LINK,
    /** A domain, account or alias that does not agree with the rest of the directory. */
    DIRECTORY,
    /** See {@link QueueVerify.Kind}. */
    QUEUE,
    /** See {@link BlobVerify.Kind}. */
    BLOB
  }

  /**
   * One thing that is wrong.
   *
   * @param place the account's address, the mailbox's name and the UID as far as they apply; or the
   *     name of a blob or a message in the queue
   */
  public record Problem(Kind kind, String place, String detail) {}

  /** What was looked at. */
  public record Verified(long accounts, long messages, long blobs, long bytes, long problems) {}

  /**
   * @param logDamage what is wrong with the log, where that is known and the store is only looked
   *     at
   */
  public StoreVerify(
      Engine engine, SegmentStore blobs, MailboxCollection mailboxes, @Nullable String logDamage) {
    this.stored = engine;
    this.engine = engine;
    this.blobs = blobs;
    this.mailboxes = mailboxes;
    this.logDamage = logDamage;
    this.names = new MessageNames(engine);
  }

  /** Looks at everything; {@code problems} gets each problem as it is found. One thread. */
  public Verified verify(Consumer<Problem> problems) throws StoreException {
    long[] found = {0};
    Consumer<Problem> counted =
        problem -> {
          found[0]++;
          problems.accept(problem);
        };
    if (logDamage != null) {
      counted.accept(new Problem(Kind.LOG, "log", logDamage));
    }
    String files = stored.damage();
    if (files != null) {
      counted.accept(new Problem(Kind.LOST, "files of the engine", files));
    }
    engine = stored.salvaging(new Lost(counted));
    names = new MessageNames(stored.salvaging(Losses.NONE));
    List<String[]> told = new ArrayList<>();
    AccountVerify verify =
        new AccountVerify(
            engine, mailboxes, (place, detail) -> told.add(new String[] {place, detail}));
    long count = 0;
    for (byte[] from = first(Subspace.ACCOUNT); from != null; ) {
      long account = Keys.accountOf(from);
      if (engine.get(Keys.account(account)) == null) {
        counted.accept(new Problem(Kind.STRAY, names.account(account), "account has no counters"));
      } else {
        verify.verify(new AccountId(account));
        for (String[] problem : told) {
          counted.accept(new Problem(Kind.ACCOUNT, names.place(problem[0]), problem[1]));
        }
        told.clear();
        count++;
      }
      from = next(Subspace.ACCOUNT, Keys.all(Subspace.ACCOUNT, account));
    }
    strays(Subspace.MAILBOX, false, counted);
    strays(Subspace.CHANGE, false, counted);
    strays(Subspace.SCRIPT, false, counted);
    strays(Subspace.OBJECT, false, counted);
    strays(Subspace.MESSAGE, true, counted);
    strays(Subspace.SUMMARY, true, counted);
    links(counted);
    DirectoryCheck.run(engine, MOST_DIRECTORY_PROBLEMS)
        .problems()
        .forEach(problem -> counted.accept(new Problem(Kind.DIRECTORY, "directory", problem)));
    new QueueVerify(engine)
        .verify(problem ->
            counted.accept(
                new Problem(
                    Kind.QUEUE,
                    problem.id().toString(),
                    problem.kind() + ": " + problem.detail())));
    List<BlobVerify.Problem> contents = new ArrayList<>();
    BlobVerify.Verified verified = new BlobVerify(blobs, engine).verify(contents::add);
    Set<BlobId> named = new HashSet<>();
    for (BlobVerify.Problem problem : contents) {
      contents(problem, named, counted);
    }
    return new Verified(count, verify.messages(), verified.blobs(), verified.bytes(), found[0]);
  }

  /** Whose contents are damaged is what people ask; each blob is told once. */
  private void contents(BlobVerify.Problem problem, Set<BlobId> named, Consumer<Problem> problems)
      throws StoreException {
    String detail = problem.kind() + ": " + problem.detail();
    int owners = 0;
    if (problem.kind().isOfContents()) {
      if (!named.add(problem.id())) {
        return;
      }
      owners =
          names.owners(
              problem.id(),
              new MessageNames.Owners() {
                @Override
                public void message(long account, int mailbox, long uid) throws StoreException {
                  problems.accept(
                      new Problem(
                          Kind.MESSAGE,
                          names.message(account, mailbox, uid),
                          detail + names.subject(account, mailbox, uid)));
                }

                @Override
                public void queued(QueueId id) {
                  problems.accept(new Problem(Kind.QUEUE, id.toString(), detail));
                }
              });
    }
    if (owners == 0) {
      problems.accept(new Problem(Kind.BLOB, problem.id().toString(), detail));
    } else if (owners == MessageNames.MOST_OWNERS) {
      problems.accept(
          new Problem(Kind.BLOB, problem.id().toString(), detail + "; more messages have it"));
    }
  }

  /** Tells what could not be read, once. */
  private final class Lost implements Losses {
    private final Consumer<Problem> problems;
    private final Set<String> told = new HashSet<>();

    Lost(Consumer<Problem> problems) {
      this.problems = problems;
    }

    @Override
    public void key(byte[] key, String cause) {
      tell(names.described(key), cause);
    }

    @Override
    public void between(byte @Nullable [] after, byte @Nullable [] before, String cause) {
      tell(
          "between "
              + (after == null ? "the start" : names.described(after))
              + " and "
              + (before == null ? "the end" : names.described(before)),
          cause);
    }

    private void tell(String place, String cause) {
      if (told.add(place)) {
        if (told.size() > MOST_TOLD) {
          told.clear();
        }
        problems.accept(new Problem(Kind.LOST, place, cause));
      }
    }
  }

  /** Jumps from account to account, or from mailbox to mailbox, and asks whether it exists. */
  private void strays(Subspace subspace, boolean perMailbox, Consumer<Problem> problems)
      throws StoreException {
    for (byte[] key = first(subspace); key != null; ) {
      long account = Keys.accountOf(key);
      int mailbox = perMailbox ? Keys.mailboxOf(key) : 0;
      byte[] owner = perMailbox ? Keys.mailbox(account, mailbox) : Keys.account(account);
      if (engine.get(owner) == null && engine.get(key) != null) {
        problems.accept(
            new Problem(
                Kind.STRAY,
                perMailbox ? names.mailbox(account, mailbox) : names.account(account),
                "records of " + subspace + " without " + (perMailbox ? "mailbox" : "account")));
      }
      key =
          next(
              subspace,
              KeyRange.prefix(
                  Arrays.copyOf(key, perMailbox ? Keys.MAILBOX_LENGTH : Keys.ACCOUNT_LENGTH)));
    }
  }

  private void links(Consumer<Problem> problems) throws StoreException {
    KeyRange rest = BlobKeys.links();
    List<byte[]> page = new ArrayList<>();
    while (rest != null) {
      byte[] next =
          engine.scan(
              rest, ScanOrder.ASCENDING, ScanLimit.rows(PAGE), (key, value) -> page.add(key));
      for (byte[] link : page) {
        byte[] owner = BlobKeys.owner(link);
        if (Keys.isMessage(owner)) {
          link(link, Keys.summaryOf(owner), problems);
        }
      }
      page.clear();
      rest = next == null ? null : new KeyRange(next, rest.end());
    }
  }

  private void link(byte[] link, byte[] summaryKey, Consumer<Problem> problems)
      throws StoreException {
    byte[] summary = engine.get(summaryKey);
    BlobId blob = BlobKeys.id(link);
    // Looked for again: the message may have been expunged since the page was read.
    if ((summary == null || !SummaryRecord.blobOf(summary).equals(blob))
        && engine.get(link) != null) {
      problems.accept(new Problem(Kind.LINK, blob.toString(), "link to no message with this blob"));
    }
  }

  private byte @Nullable [] first(Subspace subspace) throws StoreException {
    return firstIn(Keys.all(subspace));
  }

  /** The first key of the subspace after a range. */
  private byte @Nullable [] next(Subspace subspace, KeyRange passed) throws StoreException {
    byte[] from = passed.end();
    return from == null ? null : firstIn(new KeyRange(from, Keys.all(subspace).end()));
  }

  private byte @Nullable [] firstIn(KeyRange range) throws StoreException {
    byte[][] first = new byte[1][];
    engine.scan(
        range,
        ScanOrder.ASCENDING,
        ScanLimit.rows(1),
        (key, value) -> {
          first[0] = key;
          return false;
        });
    return first[0];
  }
}
