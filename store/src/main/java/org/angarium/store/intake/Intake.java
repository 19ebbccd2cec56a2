package org.angarium.store.intake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountChanges;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.blob.BlobId;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Transaction;
import org.angarium.store.mailbox.MailboxCollection;
import org.angarium.store.message.MessageFacts;
import org.angarium.store.queue.NewQueueEntry;
import org.angarium.store.queue.QueueStore;
import org.angarium.store.script.MemoryNote;
import org.angarium.store.script.ScriptMemories;

/**
 * The heart of the promise: each content once, an entry for each local recipient and each remote
 * one, in one transaction. Thread-safe.
 *
 * <p>What can be said of the message without knowing its recipient (envelope, body structure, text
 * for searching) is computed before the transaction, once. The transaction itself needs no read
 * where the accounts were active of late.
 */
public final class Intake {
  private final Accounts accounts;
  private final MailboxCollection mailboxes;
  private final ScriptMemories memories;
  private final QueueStore queue;

  public Intake(MailboxCollection mailboxes, ScriptMemories memories, QueueStore queue) {
    this.accounts = mailboxes.accounts();
    this.mailboxes = mailboxes;
    this.memories = memories;
    this.queue = queue;
  }

  /**
   * Returns when everything is on disk; only then may {@code 250} be written. Quota is not looked
   * at: for mail that the server itself writes. Flags and keywords that a mailbox cannot take are
   * left out.
   *
   * @param acceptance without notes
   * @throws StoreException also when an account was deleted since its address was accepted; nothing
   *     is stored for anybody then
   */
  public Accepted accept(Acceptance acceptance) throws StoreException {
    if (!acceptance.notes().isEmpty()) {
      throw new IllegalArgumentException("notes, and no script to run again");
    }
    return this.<RuntimeException>accept(
        acceptance,
        new Rules<>() {
          @Override
          public void full(Set<AccountId> accounts) {}

          @Override
          public void outdated() {}
        });
  }

  /**
   * As {@link #accept}, if all accounts have room and what scripts remember is still what they were
   * told. Both are asked within the transaction, so any number of deliveries at once stay within
   * the quota, and of equal messages that come at once one is the first.
   *
   * @throws OverQuotaException with all accounts that have no room; nothing is stored for anybody
   *     then
   * @throws OutdatedNoteException if scripts are to be asked again; likewise
   */
  public Accepted acceptWithinQuota(Acceptance acceptance)
      throws StoreException, OverQuotaException, OutdatedNoteException {
    try {
      return this.<AcceptanceRefusal>accept(
          acceptance,
          new Rules<>() {
            @Override
            public void full(Set<AccountId> accounts) throws OverQuotaException {
              throw new OverQuotaException(accounts);
            }

            @Override
            public void outdated() throws OutdatedNoteException {
              throw new OutdatedNoteException();
            }
          });
    } catch (AcceptanceRefusal refusal) {
      switch (refusal) {
        case OverQuotaException full -> throw full;
        case OutdatedNoteException outdated -> throw outdated;
      }
    }
  }

  /** What becomes of a message that cannot be kept as it is. */
  private interface Rules<X extends Exception> {
    /**
     * @param accounts that have no room; at least one
     */
    void full(Set<AccountId> accounts) throws X;

    void outdated() throws X;
  }

  /** A content that goes somewhere, with what is computed of it before the transaction. */
  private record Going(Content content, MessageFacts facts) {}

  private <X extends Exception> Accepted accept(Acceptance acceptance, Rules<X> rules)
      throws StoreException, X {
    List<Going> all = new ArrayList<>(acceptance.contents().size());
    Set<AccountId> recipients = new LinkedHashSet<>();
    List<Lock> locks = new ArrayList<>(acceptance.contents().size());
    for (Content content : acceptance.contents()) {
      if (content.local().isEmpty() && content.queued().isEmpty()) {
        continue;
      }
      all.add(new Going(content, MessageFacts.of(content.structure(), content.blob())));
      locks.add(content.blob().lock());
      content.local().forEach(delivery -> recipients.add(delivery.account()));
    }
    acceptance.notes().forEach(note -> recipients.add(note.account()));
    if (all.isEmpty() && acceptance.notes().isEmpty()) {
      throw new IllegalArgumentException("a message for nobody");
    }
    return accounts.<Accepted, X>change(
        recipients,
        locks,
        (transaction, changes) -> {
          Set<AccountId> full = full(all, changes);
          if (!full.isEmpty()) {
            rules.full(full);
          }
          for (MemoryNote note : acceptance.notes()) {
            if (!memories.note(changes, note)) {
              rules.outdated();
            }
          }
          Accepted accepted = new Accepted(new ArrayList<>(), new ArrayList<>());
          for (Going going : all) {
            add(going, acceptance.receivedAt().toEpochMilli(), transaction, changes, accepted);
          }
          return accepted;
        },
        accepted -> accepted.queued().forEach(queue::announce));
  }

  /** The accounts that have no room for one of their copies. */
  private static Set<AccountId> full(List<Going> all, AccountChanges changes)
      throws StoreException {
    Set<AccountId> full = new LinkedHashSet<>();
    for (Going going : all) {
      for (LocalDelivery delivery : going.content.local()) {
        long size = going.facts.blobSize() + delivery.prefix().length;
        if (!changes.of(delivery.account()).hasRoom(size)) {
          full.add(delivery.account());
        }
      }
    }
    return full;
  }

  private void add(
      Going going,
      long receivedAt,
      Transaction transaction,
      AccountChanges changes,
      Accepted accepted)
      throws StoreException {
    List<LocalDelivery> local = going.content.local();
    long near = local.isEmpty() ? 0 : local.getFirst().account().value();
    BlobId blob = going.content.blob().putInto(transaction, near);
    for (LocalDelivery delivery : local) {
      accepted
          .local()
          .add(
              mailboxes
                  .of(changes, delivery.account())
                  .deliver(
                      delivery.mailbox(),
                      going.facts,
                      blob,
                      delivery.prefix(),
                      delivery.flags(),
                      receivedAt));
    }
    for (NewQueueEntry entry : going.content.queued()) {
      accepted.queued().add(queue.add(transaction, entry, blob, going.facts.blobSize()));
    }
  }
}
