package org.angarium.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.blob.BlobVerify;
import org.angarium.store.directory.DirectoryCheck;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.mailbox.AccountId;
import org.angarium.store.mailbox.AccountVerify;
import org.angarium.store.mailbox.Accounts;
import org.angarium.store.queue.QueueVerify;
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

  private final Engine engine;
  private final BlobStore blobs;
  private final Accounts accounts;

  /** What is wrong with which part. */
  public enum Kind {
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
   * @param place account, mailbox number and UID with slashes between, or the name of a blob
   */
  public record Problem(Kind kind, String place, String detail) {}

  /** What was looked at. */
  public record Verified(long accounts, long messages, long blobs, long bytes, long problems) {}

  StoreVerify(Engine engine, BlobStore blobs, Accounts accounts) {
    this.engine = engine;
    this.blobs = blobs;
    this.accounts = accounts;
  }

  /** Looks at everything; {@code problems} gets each problem as it is found. One thread. */
  public Verified verify(Consumer<Problem> problems) throws StoreException {
    long[] found = {0};
    Consumer<Problem> counted =
        problem -> {
          found[0]++;
          problems.accept(problem);
        };
    AccountVerify verify =
        new AccountVerify(
            engine,
            accounts,
            (place, detail) -> counted.accept(new Problem(Kind.ACCOUNT, place, detail)));
    long count = 0;
    for (byte[] from = first(Subspace.ACCOUNT); from != null; ) {
      long account = Keys.accountOf(from);
      if (engine.get(Keys.account(account)) == null) {
        counted.accept(
            new Problem(Kind.STRAY, new AccountId(account).toString(), "account has no counters"));
      } else {
        verify.verify(new AccountId(account));
        count++;
      }
      from = next(Subspace.ACCOUNT, Keys.all(Subspace.ACCOUNT, account));
    }
    strays(Subspace.MAILBOX, false, counted);
    strays(Subspace.CHANGE, false, counted);
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
    BlobVerify.Verified verified =
        new BlobVerify(blobs)
            .verify(problem ->
                counted.accept(
                    new Problem(
                        Kind.BLOB,
                        problem.id().toString(),
                        problem.kind() + ": " + problem.detail())));
    return new Verified(count, verify.messages(), verified.blobs(), verified.bytes(), found[0]);
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
                new AccountId(account) + (perMailbox ? "/" + mailbox : ""),
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
