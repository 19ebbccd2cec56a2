package org.angarium.server.filter;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.FilterEvent;
import org.angarium.store.StoreException;

/**
 * The checks in their written order, phase by phase and stage by stage, under one budget of time.
 * Thread-safe; see the package for what it promises.
 */
public final class Chain implements Judge {
  private final String authservId;
  private final List<Check> early;
  private final List<Check> ofRecipients;
  private final List<List<Check>> stages;
  private final ScoreTable scores;
  private final Duration budget;
  private final EventSink events;

  /**
   * @param authservId the name that stands in our Authentication-Results
   * @param checks stages of checks; those of phases before DATA form a stage of their own, whatever
   *     stage they stand in
   */
  Chain(
      String authservId,
      List<List<Check>> checks,
      ScoreTable scores,
      Duration budget,
      EventSink events) {
    List<Check> all = checks.stream().flatMap(List::stream).toList();
    this.authservId = authservId;
    this.early = all.stream().filter(each -> each.phase().compareTo(Phase.RCPT) < 0).toList();
    this.ofRecipients = all.stream().filter(each -> each.phase() == Phase.RCPT).toList();
    this.stages =
        checks.stream()
            .map(stage -> stage.stream().filter(each -> each.phase() == Phase.DATA).toList())
            .toList();
    this.scores = scores;
    this.budget = budget;
    this.events = events;
  }

  /** A chain that knows no domains of ours. */
  public static Chain of(
      FilterSettings settings,
      String hostName,
      DnsResolver dns,
      InstantSource clock,
      EventSink events) {
    return of(settings, hostName, OwnDomains.NONE, dns, clock, events);
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
      OwnDomains own,
      DnsResolver dns,
      InstantSource clock,
      EventSink events) {
    DnsResolver asked = new BudgetedResolver(dns);
    FilterSettings.Authentication wanted = settings.authentication();
    List<Check> proofs = new ArrayList<>();
    if (wanted.spf()) {
      proofs.addAll(SpfCheck.both(asked, hostName, clock, wanted.receivedSpf()));
    }
    if (wanted.dkim() || wanted.arc()) {
      proofs.add(new SignatureCheck(asked, clock, wanted.dkim(), wanted.arc()));
    }
    List<Check> policies = new ArrayList<>();
    if (wanted.dmarc()) {
      policies.add(
          new DmarcCheck(
              asked,
              wanted.trustedSealers(),
              wanted.enforceDmarc(),
              wanted.spf() && wanted.dkim()));
    }
    FilterSettings.Senders senders = settings.senders();
    List<Check> first = new ArrayList<>();
    if (senders.checks()) {
      first.add(new ClientNameCheck(asked));
      first.add(new HeloCheck(asked, hostName));
      first.add(new SenderDomainCheck(asked, senders.refuseUnreachable()));
      first.add(new NullSenderCheck());
      policies.add(new OwnSenderCheck(own));
    }
    for (DnsList list : senders.lists()) {
      first.add(new DnsListCheck(asked, list, events));
    }
    first.addAll(LocalListCheck.both(asked, senders.block(), senders.allow()));
    first.add(new HopsCheck(settings.maxHops()));
    return new Chain(
        hostName, List.of(first, proofs, policies), settings.scores(), settings.budget(), events);
  }

  @Override
  public Visit visit(Facts facts) {
    long deadline = System.nanoTime() + budget.toNanos();
    List<Running> running = new ArrayList<>(early.size());
    for (Check check : early) {
      if (check.concerns(facts.source())) {
        running.add(Running.start(check, facts, List.of(), deadline));
      }
    }
    return new Visit(this, facts, running);
  }

  /** The outcomes of the checks of RCPT for one recipient. */
  List<Check.Outcome> recipient(Facts facts) throws StoreException {
    return run(ofRecipients, facts, List.of(), System.nanoTime() + budget.toNanos());
  }

  @Override
  public Judgement judge(Facts facts) throws StoreException {
    long start = System.nanoTime();
    Judgement judgement = judged(facts, start);
    if (facts.source() == Facts.Source.INBOUND
        ? !judgement.fields().isEmpty() || !judgement.findings().isEmpty()
        : !judgement.findings().isEmpty()) {
      report(facts, judgement, (System.nanoTime() - start) / 1000);
    }
    return judgement;
  }

  /** Judges, and tells nobody: for questions of an administrator. */
  public Judgement tryOut(Facts facts) throws StoreException {
    return judged(facts, System.nanoTime());
  }

  private Judgement judged(Facts facts, long start) throws StoreException {
    long deadline = start + budget.toNanos();
    Sum sum = new Sum();
    Visit visit = facts.visit();
    sum.add(visit == null ? run(early, facts, List.of(), deadline) : visit.outcomes());
    if (visit == null && facts.recipients().isEmpty()) {
      sum.add(run(ofRecipients, facts, List.of(), deadline));
    } else if (visit == null) {
      for (var recipient : facts.recipients()) {
        sum.add(run(ofRecipients, facts.to(recipient), List.of(), deadline));
      }
    }
    boolean proven = false;
    for (List<Check> stage : stages) {
      proven |= stage.stream().anyMatch(check -> !check.quick());
      List<Check.Outcome> outcomes = run(stage, facts, List.copyOf(sum.proofs), deadline);
      sum.add(outcomes);
      if (outcomes.stream().anyMatch(each -> !each.verdict().takes())) {
        break; // The matter is ended.
      }
    }
    boolean writes = facts.source() == Facts.Source.INBOUND && proven;
    String written =
        writes
            ? new AuthenticationResults(authservId, Words.plain(sum.results)).field() + sum.fields
            : "";
    return new Judgement(sum.verdict, sum.findings, written, of(facts.source()));
  }

  /** Mail that is not of strangers is not judged by the sum of scores. */
  private ScoreTable of(Facts.Source source) {
    return source == Facts.Source.INBOUND ? scores : ScoreTable.NONE;
  }

  /** What outcomes add up to. */
  private static final class Sum {
    private final List<Proof> proofs = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<MethodResult> results = new ArrayList<>();
    private final StringBuilder fields = new StringBuilder();
    private Verdict verdict = Verdict.accept();

    private void add(List<Check.Outcome> outcomes) {
      for (Check.Outcome outcome : outcomes) {
        proofs.addAll(outcome.proofs());
        findings.addAll(outcome.findings());
        results.addAll(outcome.results());
        fields.append(outcome.fields());
        verdict = verdict.severer(outcome.verdict());
      }
    }
  }

  /** Runs a stage; an outcome for each check, in order. */
  private static List<Check.Outcome> run(
      List<Check> stage, Facts facts, List<Proof> before, long deadline) throws StoreException {
    List<Running> running = new ArrayList<>(stage.size());
    for (Check check : stage) {
      if (check.concerns(facts.source())) {
        running.add(Running.start(check, facts, before, deadline));
      }
    }
    List<Check.Outcome> outcomes = new ArrayList<>(running.size());
    try {
      for (Running each : running) {
        outcomes.add(each.await());
      }
    } finally {
      running.forEach(Running::cancel);
    }
    return outcomes;
  }

  /** Writes down what was found, for the trace of the message. */
  void report(Facts facts, Judgement judgement, long micros) {
    events.emit(
        new FilterEvent.Judged(
            facts.session(),
            facts.trace(),
            judgement.verdict().word(),
            Scores.text(judgement.score()),
            Evidence.names(judgement.findings()),
            Evidence.json(judgement.findings()),
            micros));
  }
}
