package org.angarium.store.intake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.blob.BlobId;
import org.angarium.store.mailbox.Appended;
import org.angarium.store.mailbox.MailboxCollection;
import org.angarium.store.message.MessageFacts;
import org.angarium.store.queue.NewQueueEntry;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueueStore;

/**
 * The heart of the promise: contents once, an entry for each local recipient and each remote one,
 * in one transaction. Thread-safe.
 *
 * <p>What can be said of the message without knowing its recipient (envelope, body structure, text
 * for searching) is computed before the transaction, once. The transaction itself needs no read
 * where the accounts were active of late.
 */
public final class Intake {
  private final Accounts accounts;
  private final MailboxCollection mailboxes;
  private final QueueStore queue;

  public Intake(MailboxCollection mailboxes, QueueStore queue) {
    this.accounts = mailboxes.accounts();
    this.mailboxes = mailboxes;
    this.queue = queue;
  }

  /**
   * Returns when everything is on disk; only then may {@code 250} be written. Quota is not looked
   * at: for mail that the server itself writes. Flags and keywords that a mailbox cannot take are
   * left out.
   *
   * @throws StoreException also when an account was deleted since its address was accepted; nothing
   *     is stored for anybody then
   */
  public Accepted accept(Acceptance acceptance) throws StoreException {
    return this.<RuntimeException>accept(acceptance, full -> {});
  }

  /**
   * As {@link #accept}, if all accounts have room. They are asked within the transaction, so any
   * number of deliveries at once stay within the quota.
   *
   * @throws OverQuotaException with all accounts that have none; nothing is stored for anybody then
   */
  public Accepted acceptWithinQuota(Acceptance acceptance)
      throws StoreException, OverQuotaException {
    return this.<OverQuotaException>accept(
        acceptance,
        full -> {
          if (!full.isEmpty()) {
            throw new OverQuotaException(full);
          }
        });
  }

  /** Decides what becomes of a message when these accounts have no room for it. */
  private interface QuotaRule<X extends Exception> {
    void check(Set<AccountId> full) throws X;
  }

  private <X extends Exception> Accepted accept(Acceptance acceptance, QuotaRule<X> quota)
      throws StoreException, X {
    List<LocalDelivery> local = acceptance.local();
    if (local.isEmpty() && acceptance.queued().isEmpty()) {
      throw new IllegalArgumentException("a message for nobody");
    }
    Set<AccountId> recipients = new LinkedHashSet<>();
    for (LocalDelivery delivery : local) {
      recipients.add(delivery.account());
    }
    MessageFacts facts = MessageFacts.of(acceptance.structure(), acceptance.blob());
    long near = local.isEmpty() ? 0 : local.getFirst().account().value();
    long receivedAt = acceptance.receivedAt().toEpochMilli();
    return accounts.<Accepted, X>change(
        recipients,
        List.of(acceptance.blob().lock()),
        (transaction, changes) -> {
          Set<AccountId> full = new LinkedHashSet<>();
          for (LocalDelivery delivery : local) {
            long size = facts.blobSize() + delivery.prefix().length;
            if (!changes.of(delivery.account()).hasRoom(size)) {
              full.add(delivery.account());
            }
          }
          quota.check(full);
          BlobId blob = acceptance.blob().putInto(transaction, near);
          List<Appended> appended = new ArrayList<>(local.size());
          for (LocalDelivery delivery : local) {
            appended.add(
                mailboxes
                    .of(changes, delivery.account())
                    .deliver(
                        delivery.mailbox(),
                        facts,
                        blob,
                        delivery.prefix(),
                        delivery.flags(),
                        receivedAt));
          }
          List<QueueId> queued = new ArrayList<>(acceptance.queued().size());
          for (NewQueueEntry entry : acceptance.queued()) {
            queued.add(queue.add(transaction, entry, blob, facts.blobSize()));
          }
          return new Accepted(appended, queued);
        },
        accepted -> accepted.queued().forEach(queue::announce));
  }
}
