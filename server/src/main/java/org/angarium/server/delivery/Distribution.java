package org.angarium.server.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.smtp.EnhancedStatusCode;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.angarium.server.filter.Verdict;
import org.angarium.store.account.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Which copies of a message are made, and what that means for each of its recipients. An account or
 * remote address that several recipients lead to gets one copy. Immutable.
 *
 * @param accounts that get a copy, with the address it is for
 * @param remotes addresses elsewhere, each with the recipient it stands for
 * @param verdicts one for each recipient, in order: that of judgement if at least one of its
 *     targets gets a copy, or if it refuses
 * @param misses targets that get none, whose recipient is accepted for the sake of others
 */
record Distribution(
    Map<AccountId, LocalTarget> accounts,
    Map<EmailAddress, Envelope.Recipient> remotes,
    List<Verdict> verdicts,
    List<Miss> misses) {
  private static final Verdict.Reject LOOP =
      new Verdict.Reject(
          EnhancedStatusCode.parse("5.4.6"),
          "Mail forwarding loop",
          "delivered to that mailbox before");
  private static final Verdict.Reject FULL =
      new Verdict.Reject(
          EnhancedStatusCode.parse("5.2.2"), "Mailbox has no room for this message", "over quota");

  /** A copy that is not made. */
  record Miss(Envelope.Recipient recipient, EmailAddress address, Verdict.Reject reason) {}

  /**
   * @param judged verdicts for the recipients, in order; those that refuse leave them out
   * @param looped where it has been before
   * @param full accounts that have no room for it
   * @param refused accounts whose scripts refuse it
   */
  static Distribution of(
      Envelope envelope,
      List<Verdict> judged,
      Loops looped,
      Set<AccountId> full,
      Map<AccountId, Verdict.Reject> refused) {
    Map<AccountId, LocalTarget> accounts = new LinkedHashMap<>();
    Map<EmailAddress, Envelope.Recipient> remotes = new LinkedHashMap<>();
    for (int i = 0; i < judged.size(); i++) {
      Envelope.Recipient recipient = envelope.recipients().get(i);
      if (!judged.get(i).takes()) {
        continue;
      }
      for (LocalTarget target : recipient.targets().local()) {
        if (!looped.targets().contains(target)
            && !full.contains(target.account())
            && !refused.containsKey(target.account())) {
          accounts.putIfAbsent(target.account(), target);
        }
      }
      if (!isLooped(recipient, looped)) {
        for (EmailAddress address : recipient.targets().remote()) {
          remotes.putIfAbsent(address, recipient);
        }
      }
    }
    List<Verdict> verdicts = new ArrayList<>(envelope.recipients().size());
    List<Miss> misses = new ArrayList<>();
    for (int i = 0; i < judged.size(); i++) {
      Envelope.Recipient recipient = envelope.recipients().get(i);
      Verdict verdict = judged.get(i);
      if (!verdict.takes()) {
        verdicts.add(verdict);
        continue;
      }
      boolean remote = !recipient.targets().remote().isEmpty();
      boolean looping = remote && isLooped(recipient, looped);
      boolean served = remote && !looping;
      Verdict.@Nullable Reject first = looping ? LOOP : null;
      for (LocalTarget target : recipient.targets().local()) {
        served |= accounts.containsKey(target.account());
      }
      for (LocalTarget target : recipient.targets().local()) {
        if (accounts.containsKey(target.account())) {
          continue;
        }
        Verdict.Reject reason =
            full.contains(target.account()) ? FULL : refused.getOrDefault(target.account(), LOOP);
        first = first == null ? reason : first;
        // Of a loop the mailbox has the message already: nobody misses this copy.
        if (served && !reason.equals(LOOP)) {
          misses.add(new Miss(recipient, target.address(), reason));
        }
      }
      verdicts.add(served || first == null ? verdict : first);
    }
    return new Distribution(accounts, remotes, verdicts, misses);
  }

  /** Whether the message was sent on for this recipient before; not said of plain relaying. */
  private static boolean isLooped(Envelope.Recipient recipient, Loops looped) {
    EmailAddress given = recipient.given().canonical();
    return looped.aliases().contains(given)
        && !recipient.targets().remote().contains(recipient.given());
  }

  boolean isEmpty() {
    return accounts.isEmpty() && remotes.isEmpty();
  }

  /** Also the recipients that are rejected as a whole: for a session that cannot say so. */
  List<Miss> allMisses(Envelope envelope) {
    List<Miss> all = new ArrayList<>(misses);
    for (int i = 0; i < verdicts.size(); i++) {
      if (verdicts.get(i) instanceof Verdict.Reject reason) {
        Envelope.Recipient recipient = envelope.recipients().get(i);
        all.add(new Miss(recipient, recipient.given(), reason));
      }
    }
    return all;
  }
}
