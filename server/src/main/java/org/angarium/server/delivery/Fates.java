package org.angarium.server.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.angarium.server.filter.Judgement;
import org.angarium.server.filter.Verdict;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a judged message for each of its recipients. Settings are those of the account
 * that gets a copy, and of the address in the envelope where that leads elsewhere; a recipient is
 * refused only if nobody behind it takes the message. With one reply for all (RFC 5321 §4.1.1.4) a
 * message that somebody takes is taken for all: for those who would refuse it, it is quarantined.
 * Immutable.
 */
final class Fates {
  private static final String INBOX = "INBOX";
  private static final String JUNK = "Junk";

  private final Judgement judgement;
  private final List<Verdict> verdicts;
  private final Map<AccountId, Verdict> accounts;
  private final Map<Envelope.Recipient, Verdict> recipients;

  private Fates(
      Judgement judgement,
      List<Verdict> verdicts,
      Map<AccountId, Verdict> accounts,
      Map<Envelope.Recipient, Verdict> recipients) {
    this.judgement = judgement;
    this.verdicts = List.copyOf(verdicts);
    this.accounts = accounts;
    this.recipients = recipients;
  }

  /**
   * @param greylist knows whom accounts have met
   */
  static Fates of(Envelope envelope, Judgement judgement, Replies replies, Greylist greylist)
      throws StoreException {
    List<Verdict> verdicts = new ArrayList<>();
    for (Envelope.Recipient recipient : envelope.recipients()) {
      verdicts.add(verdict(recipient, judgement, greylist));
    }
    if (replies == Replies.FOR_ALL) {
      verdicts = verdicts.stream().anyMatch(Verdict::takes) ? softened(verdicts) : same(verdicts);
    }
    Map<AccountId, Verdict> accounts = new HashMap<>();
    Map<Envelope.Recipient, Verdict> recipients = new HashMap<>();
    for (int i = 0; i < verdicts.size(); i++) {
      Envelope.Recipient recipient = envelope.recipients().get(i);
      recipients.put(recipient, verdicts.get(i));
      if (verdicts.get(i).takes()) {
        for (LocalTarget target : recipient.targets().local()) {
          accounts.merge(
              target.account(), softened(greylist.of(target, judgement)), Verdict::milder);
        }
      }
    }
    return new Fates(judgement, verdicts, accounts, recipients);
  }

  private static Verdict verdict(
      Envelope.Recipient recipient, Judgement judgement, Greylist greylist) throws StoreException {
    // Nobody here remembers for those who are elsewhere.
    Verdict mildest =
        recipient.targets().remote().isEmpty()
            ? null
            : judgement.afterGreylisting(recipient.given());
    for (LocalTarget target : recipient.targets().local()) {
      Verdict verdict = greylist.of(target, judgement);
      mildest = mildest == null ? verdict : mildest.milder(verdict);
    }
    Verdict given = judgement.verdict(recipient.given());
    if (Judgement.isReachable(recipient.given()) && given.takes() && mildest != null) {
      // The role is reachable, whoever has it.
      return mildest.milder(given);
    }
    return mildest == null ? given : mildest;
  }

  private static List<Verdict> same(List<Verdict> refusals) {
    Verdict mildest = refusals.stream().reduce(Verdict::milder).orElseThrow();
    return Collections.nCopies(refusals.size(), mildest);
  }

  private static List<Verdict> softened(List<Verdict> verdicts) {
    return verdicts.stream().map(Fates::softened).toList();
  }

  /** For a copy that is made all the same. */
  private static Verdict softened(Verdict verdict) {
    return verdict.takes()
        ? verdict
        : new Verdict.Quarantine("refused by the settings of this recipient alone");
  }

  /** One for each recipient, in order. */
  List<Verdict> verdicts() {
    return verdicts;
  }

  /** Whether anybody gets a copy. */
  boolean takes() {
    return verdicts.stream().anyMatch(Verdict::takes);
  }

  /** The mildest: what the sender is told of all together. */
  Verdict mildest() {
    return verdicts.stream().reduce(Verdict::milder).orElseThrow();
  }

  Judgement judgement() {
    return judgement;
  }

  /** The verdict for a copy; also for an account to which a script sends the message on. */
  Verdict of(LocalTarget target) {
    Verdict known = accounts.get(target.account());
    return known == null ? softened(judgement.verdict(target.address())) : known;
  }

  /** Where a copy goes without a script. */
  String mailbox(LocalTarget target) {
    return of(target) instanceof Verdict.Accept ? INBOX : JUNK;
  }

  /** Whether the account's copy may be answered: what may be spam is not. */
  boolean mayAnswer(LocalTarget target) {
    return of(target) instanceof Verdict.Accept;
  }

  /** What judgement writes on top of the copy. */
  HeaderFields fields(LocalTarget target) {
    String fields = judgement.status(target.address()) + judgement.fields();
    return fields.isEmpty()
        ? HeaderFields.EMPTY
        : HeaderParser.parse(fields.getBytes(StandardCharsets.UTF_8));
  }

  /** How likely the copy is spam, from 0 to 100; null if nobody looked. */
  @Nullable Integer spamPercent(LocalTarget target) {
    return judgement.spamPercent(target.address());
  }

  /** Whether what the account sends on waits until an administrator releases it. */
  boolean isHeld(LocalTarget target) {
    return of(target) instanceof Verdict.Quarantine;
  }

  /** Whether copies for this recipient elsewhere wait until an administrator releases them. */
  boolean isHeld(Envelope.Recipient recipient) {
    return recipients.get(recipient) instanceof Verdict.Quarantine;
  }
}
