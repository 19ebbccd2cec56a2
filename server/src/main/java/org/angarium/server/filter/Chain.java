package org.angarium.server.filter;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.FilterEvent;
import org.angarium.store.StoreException;

/**
 * The checks in their written order, stage by stage, under one budget of time. Thread-safe; see the
 * package for what it promises.
 */
public final class Chain implements Judge {
  private final String authservId;
  private final List<List<Check>> stages;
  private final Duration budget;
  private final EventSink events;

  /**
   * @param authservId the name that stands in our Authentication-Results
   */
  Chain(String authservId, List<List<Check>> stages, Duration budget, EventSink events) {
    this.authservId = authservId;
    this.stages = stages.stream().map(List::copyOf).toList();
    this.budget = budget;
    this.events = events;
  }

  /**
   * The chain as it is configured.
   *
   * @param hostName of this node: our authserv-id (RFC 8601 §2.5)
   * @param clock the time of day, for the age of signatures
   */
  public static Chain of(
      FilterSettings settings,
      String hostName,
      DnsResolver dns,
      InstantSource clock,
      EventSink events) {
    DnsResolver asked = new BudgetedResolver(dns);
    List<Check> proofs = new ArrayList<>();
    if (settings.spf()) {
      proofs.addAll(SpfCheck.both(asked, hostName, clock, settings.receivedSpf()));
    }
    if (settings.dkim() || settings.arc()) {
      proofs.add(new SignatureCheck(asked, clock, settings.dkim(), settings.arc()));
    }
    List<Check> policies =
        settings.dmarc()
            ? List.of(
                new DmarcCheck(
                    asked,
                    settings.trustedSealers(),
                    settings.enforceDmarc(),
                    settings.spf() && settings.dkim()))
            : List.of();
    return new Chain(hostName, List.of(proofs, policies), settings.budget(), events);
  }

  @Override
  public Judgement judge(Facts facts) throws StoreException {
    return switch (facts.source()) {
      case INBOUND -> judgeInbound(facts);
      case SUBMITTED, HANDED_ON -> Judgement.of(Verdict.ACCEPT);
    };
  }

  private Judgement judgeInbound(Facts facts) throws StoreException {
    long start = System.nanoTime();
    long deadline = start + budget.toNanos();
    List<Proof> proofs = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    List<MethodResult> results = new ArrayList<>();
    StringBuilder fields = new StringBuilder();
    Verdict verdict = Verdict.ACCEPT;
    boolean anything = false;
    for (List<Check> stage : stages) {
      anything |= !stage.isEmpty();
      for (Check.Outcome outcome : run(stage, facts, List.copyOf(proofs), deadline)) {
        proofs.addAll(outcome.proofs());
        findings.addAll(outcome.findings());
        results.addAll(outcome.results());
        fields.append(outcome.fields());
        verdict = severer(verdict, outcome.verdict());
      }
    }
    if (!anything) {
      return Judgement.of(verdict);
    }
    String written = new AuthenticationResults(authservId, Words.plain(results)).field() + fields;
    Judgement judgement = new Judgement(verdict, findings, written);
    report(facts, judgement, (System.nanoTime() - start) / 1000);
    return judgement;
  }

  /** Runs a stage; an outcome for each check, in order. */
  private static List<Check.Outcome> run(
      List<Check> stage, Facts facts, List<Proof> before, long deadline) throws StoreException {
    List<FutureTask<Check.Outcome>> running = new ArrayList<>(stage.size());
    for (Check check : stage) {
      Callable<Check.Outcome> work =
          () ->
              ScopedValue.where(BudgetedResolver.DEADLINE, deadline)
                  .call(() -> check.check(facts, before));
      FutureTask<Check.Outcome> task = new FutureTask<>(work);
      Thread.ofVirtual().name("filter-", 0).start(task);
      running.add(task);
    }
    List<Check.Outcome> outcomes = new ArrayList<>(stage.size());
    try {
      for (int i = 0; i < stage.size(); i++) {
        outcomes.add(await(stage.get(i), running.get(i), deadline));
      }
    } finally {
      // Without an interrupt, which would close the file that the contents are staged in. A check
      // that is late ends by itself: it is given no more answers and no more of the body.
      running.forEach(task -> task.cancel(false));
    }
    return outcomes;
  }

  private static Check.Outcome await(Check check, FutureTask<Check.Outcome> task, long deadline)
      throws StoreException {
    try {
      return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return notKnown(check, "no result in time");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof StoreException store) {
        throw store;
      }
      return notKnown(check, String.valueOf(failed.getCause()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return notKnown(check, "interrupted");
    }
  }

  private static Check.Outcome notKnown(Check check, String evidence) {
    Finding finding =
        new Finding(
            check.name() + "_NOT_KNOWN",
            0,
            Words.plain(evidence),
            "The check " + check.name() + " came to no result.");
    return Check.Outcome.of(List.of(finding), List.of(), List.of());
  }

  /** The first of two that are equally severe. */
  private static Verdict severer(Verdict one, Verdict other) {
    return severity(other) > severity(one) ? other : one;
  }

  private static int severity(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accept() -> 0;
      case Verdict.Quarantine(String _) -> 1;
      case Verdict.Defer(var _, String _, String _) -> 2;
      case Verdict.Reject(var _, String _, String _) -> 3;
    };
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accept() -> "accept";
      case Verdict.Quarantine(String _) -> "quarantine";
      case Verdict.Defer(var _, String _, String _) -> "defer";
      case Verdict.Reject(var _, String _, String _) -> "reject";
    };
  }

  private void report(Facts facts, Judgement judgement, long micros) {
    StringBuilder names = new StringBuilder();
    StringBuilder why = new StringBuilder();
    for (Finding finding : judgement.findings()) {
      names.append(names.isEmpty() ? "" : " ").append(finding.name());
      why.append(why.isEmpty() ? "" : " ").append(finding.text());
    }
    events.emit(
        new FilterEvent.Judged(
            facts.session(),
            facts.trace(),
            word(judgement.verdict()),
            String.valueOf(judgement.score()),
            names.toString(),
            why.toString(),
            micros));
  }
}
