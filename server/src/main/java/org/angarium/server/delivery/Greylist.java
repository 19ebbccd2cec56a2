package org.angarium.server.delivery;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.angarium.server.filter.Judgement;
import org.angarium.server.filter.Verdict;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.intake.Acceptance;
import org.angarium.store.intake.Intake;
import org.angarium.store.intake.OutdatedNoteException;
import org.angarium.store.intake.OverQuotaException;
import org.angarium.store.script.MemoryKey;
import org.angarium.store.script.MemoryNote;
import org.angarium.store.script.ScriptMemories;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which senders a greylisting account has met. What is remembered belongs to the account,
 * within the bounds of its memory: from which network (/24, /64) a sender came first, for two days,
 * and which of them came again, for five weeks. Nothing of a message is kept before it is taken, so
 * one that comes again is there once. For one message and one thread.
 */
final class Greylist {
  /** A sender that comes again sooner is not believed yet: servers wait longer. */
  static final Duration PAUSE = Duration.ofMinutes(5);

  private static final Duration MET = Duration.ofDays(2);
  private static final Duration KNOWN = Duration.ofDays(35);
  private static final int NETWORK_4 = 3;
  private static final int NETWORK_6 = 8;

  private final ScriptMemories memories;
  private final Intake intake;
  private final Instant now;
  private final String network;
  private final String sender;
  private final Map<AccountId, MemoryNote> notes = new HashMap<>();
  private final Map<AccountId, Boolean> waiting = new HashMap<>();

  Greylist(ScriptMemories memories, Intake intake, Envelope envelope, Instant now) {
    this.memories = memories;
    this.intake = intake;
    this.now = now;
    this.network = network(envelope.origin().client());
    EmailAddress address = envelope.reversePath().address();
    this.sender = address == null ? "" : address.canonical().toString();
  }

  private static String network(@Nullable InetAddress client) {
    if (client == null) {
      return "";
    }
    byte[] octets = client.getAddress();
    return HexFormat.of()
        .formatHex(Arrays.copyOf(octets, octets.length == 4 ? NETWORK_4 : NETWORK_6));
  }

  /** The verdict for an account's copy: greylisted, or what the score says beyond that. */
  Verdict of(LocalTarget target, Judgement judgement) throws StoreException {
    Verdict verdict = judgement.verdict(target.address());
    if (!(verdict instanceof Verdict.Greylist)) {
      return verdict;
    }
    Boolean known = waiting.get(target.account());
    boolean waits = known == null ? waits(target.account()) : known;
    waiting.put(target.account(), waits);
    return waits ? verdict : judgement.afterGreylisting(target.address());
  }

  private boolean waits(AccountId account) throws StoreException {
    MemoryKey known = MemoryKey.of("greylist-known", network, sender);
    Instant came = memories.noted(account, known);
    if (came == null) {
      MemoryKey met = MemoryKey.of("greylist-met", network, sender);
      Instant first = memories.noted(account, met);
      if (first == null) {
        notes.put(account, new MemoryNote(account, met, null, now.plus(MET)));
        return true;
      }
      if (first.plus(PAUSE).isAfter(now)) {
        return true;
      }
    }
    notes.put(account, new MemoryNote(account, known, came, now.plus(KNOWN)));
    return false;
  }

  /** Writes down whom the accounts have met; before the sender is told anything. */
  void remember() throws StoreException {
    for (MemoryNote note : notes.values()) {
      try {
        intake.acceptWithinQuota(new Acceptance(now, List.of(), List.of(note)));
      } catch (OutdatedNoteException | OverQuotaException another) {
        // Another message of the same sender was faster, and what it noted is as good.
      }
    }
  }
}
