package org.angarium.store.mailbox;

import java.time.InstantSource;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountChange;
import org.angarium.store.account.AccountChanges;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.AccountState;
import org.angarium.store.account.Accounts;
import org.angarium.store.account.CollectionType;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Reader;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.SubscriptionRecord;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.Rows;
import org.angarium.store.view.RowsLoader;
import org.angarium.store.view.RowsPack;
import org.angarium.store.view.StoredView;
import org.angarium.store.view.Views;
import org.jspecify.annotations.Nullable;

/** Mailboxes as a collection of the account: their records, and their views. Thread-safe. */
public final class MailboxCollection implements CollectionType<MailboxTree, MailboxChange> {
  private final Accounts accounts;
  private final Engine engine;
  private final Views views;
  private final List<RemovalHook> hooks;
  private final Recency recency;
  private final PackWriter packs;

  /**
   * @param views of mailboxes in memory
   * @param hooks take part when messages go
   */
  private MailboxCollection(
      Accounts accounts, Engine engine, Views views, List<RemovalHook> hooks) {
    this.accounts = accounts;
    this.engine = engine;
    this.views = views;
    this.hooks = List.copyOf(hooks);
    this.recency = new Recency(accounts, this);
    this.packs = new PackWriter(accounts, this);
  }

  /**
   * The mailboxes of all accounts in {@code engine}.
   *
   * @param viewBytes memory for views; a quarter of it more for records
   */
  public static MailboxCollection in(
      Engine engine, InstantSource clock, long viewBytes, List<RemovalHook> hooks) {
    Accounts accounts = new Accounts(engine, clock, viewBytes / 4);
    MailboxCollection mailboxes =
        new MailboxCollection(accounts, engine, new Views(viewBytes), hooks);
    accounts.add(mailboxes);
    return mailboxes;
  }

  @Override
  public MailboxTree load(Reader reader, AccountId account) throws StoreException {
    return MailboxTree.load(reader, account);
  }

  @Override
  public MailboxTree none() {
    return MailboxTree.EMPTY;
  }

  @Override
  public int weight(MailboxTree state) {
    return state.weight();
  }

  @Override
  public MailboxChange participant(AccountChange change, MailboxTree base) {
    return new MailboxChange(change, base, this);
  }

  /** The mailboxes of one account within a transaction. */
  public MailboxChange of(AccountChanges changes, AccountId account) throws StoreException {
    return changes.of(account).of(this);
  }

  public Accounts accounts() {
    return accounts;
  }

  public Views views() {
    return views;
  }

  List<RemovalHook> hooks() {
    return hooks;
  }

  Recency recency() {
    return recency;
  }

  PackWriter packs() {
    return packs;
  }

  /** All mailboxes of the account as they stand; none where the account was never made. */
  MailboxTree tree(AccountId account) throws StoreException {
    MailboxTree tree = accounts.collection(account, this);
    return tree == null ? MailboxTree.EMPTY : tree;
  }

  /** The record of a mailbox that sessions may see, or null. */
  @Nullable MailboxRecord record(MailboxRef ref) throws StoreException {
    return tree(ref.account()).visible(ref.mailbox());
  }

  /** The newest view, loaded if it is not in memory; null where there is no such mailbox. */
  @Nullable StoredView view(MailboxRef ref) throws StoreException {
    while (true) {
      MailboxRecord record = record(ref);
      if (record == null) {
        return null;
      }
      StoredView view = views.current(ref, record.highestModSeq());
      if (view == null) {
        view = views.load(ref, () -> load(ref));
      }
      // Another session's load may have begun before the change that made this record.
      if (view == null || view.info().highestModSeq() >= record.highestModSeq()) {
        return view;
      }
    }
  }

  private @Nullable StoredView load(MailboxRef ref) throws StoreException {
    long stamp = accounts.stamp(ref.account());
    Loaded loaded =
        accounts.<@Nullable Loaded>read(ref.account(), (reader, root) -> load(reader, root, ref));
    if (loaded == null) {
      return null;
    }
    views.keep(ref, loaded.view, () -> accounts.isCurrent(ref.account(), stamp));
    if (loaded.unpacked) {
      packs.writeSoon(ref);
    }
    return loaded.view;
  }

  /**
   * @param unpacked whether a new pack is worth writing
   */
  private record Loaded(StoredView view, boolean unpacked) {}

  private static @Nullable Loaded load(Reader reader, @Nullable AccountState root, MailboxRef ref)
      throws StoreException {
    long account = ref.account().value();
    byte[] stored = reader.get(Keys.mailbox(account, ref.mailbox()));
    if (root == null || stored == null) {
      return null;
    }
    MailboxRecord record = MailboxRecord.decode(ref.mailbox(), stored);
    if (record.doomed()) {
      return null;
    }
    RowsPack.Loaded packed = RowsPack.rows(reader, account, root.record(), record);
    Rows rows = packed == null ? RowsLoader.load(reader, account, record.id()) : packed.rows();
    boolean unpacked = packed == null ? rows.size() >= RowsPack.LEAST : packed.outdated();
    return new Loaded(new StoredView(ref.account(), record, rows), unpacked);
  }

  /** Subscribed names without a mailbox, as committed. */
  List<String> looseSubscriptions(AccountId account) throws StoreException {
    byte[] bytes = engine.get(Keys.subscriptions(account.value()));
    return bytes == null ? List.of() : SubscriptionRecord.decode(bytes).names();
  }

  /** Writes what is only in memory yet. Nobody may change accounts any more. */
  public void close() {
    recency.writeAll();
  }
}
