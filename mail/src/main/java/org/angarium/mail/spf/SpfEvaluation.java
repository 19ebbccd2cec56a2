package org.angarium.mail.spf;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.angarium.mail.address.IpAddresses;
import org.angarium.mail.dns.AnsweringResolver;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation under way: counts what it costs, over all the records it visits. One thread, used
 * once.
 */
final class SpfEvaluation {
  private final DnsResolver dns;
  private final SpfLimits limits;
  private final String receiver;
  private final InetAddress client;
  private final byte[] clientOctets;
  private final String senderLocal;
  private final String senderDomain;
  private final String helo;
  private final long epochSecond;

  private int lookupTerms;
  private int voidLookups;
  private @Nullable String matched;
  private @Nullable String validatedName;

  SpfEvaluation(
      DnsResolver dns,
      SpfLimits limits,
      String receiver,
      InetAddress client,
      String senderLocal,
      String senderDomain,
      String helo,
      long epochSecond) {
    this.dns = dns;
    this.limits = limits;
    this.receiver = receiver;
    this.client = IpAddresses.plain(client);
    this.clientOctets = this.client.getAddress();
    this.senderLocal = senderLocal;
    this.senderDomain = senderDomain;
    this.helo = helo;
    this.epochSecond = epochSecond;
  }

  /** What checking one domain came to; the explanation is that of the record that decided. */
  private record Outcome(SpfResult result, @Nullable MacroString explanation, String domain) {}

  SpfVerdict verdict() {
    try {
      Outcome outcome = check(senderDomain);
      String explanation = outcome.result == SpfResult.FAIL ? explanation(outcome) : null;
      return new SpfVerdict(outcome.result, senderDomain, matched, explanation, null, lookupTerms);
    } catch (SpfException error) {
      return new SpfVerdict(error.result(), senderDomain, null, null, error.problem(), lookupTerms);
    }
  }

  private Outcome check(String domain) throws SpfException {
    SpfRecord policy = fetch(domain);
    if (policy == null) {
      return new Outcome(SpfResult.NONE, null, domain);
    }
    for (SpfDirective directive : policy.directives()) {
      if (directive.mechanism().asksDns()) {
        countTerm(directive.text());
      }
      if (matches(directive.mechanism(), domain)) {
        matched = directive.text();
        return new Outcome(directive.result(), policy.explanation(), domain);
      }
    }
    MacroString redirect = policy.redirect();
    if (redirect == null) {
      matched = null;
      return new Outcome(SpfResult.NEUTRAL, null, domain);
    }
    countTerm("redirect=" + redirect);
    String target = target(redirect, domain);
    Outcome outcome = check(target);
    if (outcome.result == SpfResult.NONE) {
      throw SpfException.permanent("redirect to " + target + ", which has no record");
    }
    return outcome;
  }

  private void countTerm(String term) throws SpfException {
    if (++lookupTerms > limits.lookupTerms()) {
      throw SpfException.permanent(
          "more than " + limits.lookupTerms() + " terms that cause look-ups, at " + term);
    }
  }

  private void countVoid(String name) throws SpfException {
    if (++voidLookups > limits.voidLookups()) {
      throw SpfException.permanent(
          "more than " + limits.voidLookups() + " look-ups without an answer, at " + name);
    }
  }

  /** The one record of {@code domain} (§4.4, §4.5), or null. */
  private @Nullable SpfRecord fetch(String domain) throws SpfException {
    if (!AnsweringResolver.isName(domain)) {
      return null;
    }
    List<String> records =
        switch (dns.txt(domain)) {
          case DnsAnswer.Found<String> found ->
              found.records().stream().filter(SpfRecord::isSpf).toList();
          case DnsAnswer.NoRecords<String> _, DnsAnswer.NoSuchName<String> _ -> List.of();
          case DnsAnswer.Unanswered<String> failure ->
              throw SpfException.temporary("TXT of " + domain + ": " + failure.reason());
        };
    if (records.isEmpty()) {
      return null;
    }
    if (records.size() > 1) {
      throw SpfException.permanent(domain + " has " + records.size() + " records");
    }
    try {
      return SpfRecord.parse(records.getFirst(), limits);
    } catch (SpfSyntaxException error) {
      throw SpfException.permanent("record of " + domain + ": " + error.getMessage());
    }
  }

  private boolean matches(SpfMechanism mechanism, String domain) throws SpfException {
    return switch (mechanism) {
      case SpfMechanism.All _ -> true;
      case SpfMechanism.Ip(InetAddress network, int bits) ->
          IpAddresses.sameNetwork(clientOctets, network.getAddress(), bits);
      case SpfMechanism.Include(MacroString spec) -> included(target(spec, domain));
      case SpfMechanism.A(MacroString spec, int ip4Bits, int ip6Bits) ->
          addressMatches(addresses(target(spec, domain), true), ip4Bits, ip6Bits);
      case SpfMechanism.Mx(MacroString spec, int ip4Bits, int ip6Bits) ->
          mx(target(spec, domain), ip4Bits, ip6Bits);
      case SpfMechanism.Ptr(MacroString spec) -> ptr(target(spec, domain));
      case SpfMechanism.Exists(MacroString spec) -> exists(target(spec, domain));
    };
  }

  /** §5.2 */
  private boolean included(String target) throws SpfException {
    return switch (check(target).result) {
      case PASS -> true;
      case FAIL, SOFTFAIL, NEUTRAL -> false;
      case NONE -> throw SpfException.permanent("include of " + target + ", which has no record");
      case TEMPERROR -> throw SpfException.temporary("include of " + target);
      case PERMERROR -> throw SpfException.permanent("include of " + target);
    };
  }

  private boolean addressMatches(List<? extends InetAddress> addresses, int ip4Bits, int ip6Bits) {
    int bits = clientOctets.length == 4 ? ip4Bits : ip6Bits;
    for (InetAddress address : addresses) {
      if (IpAddresses.sameNetwork(clientOctets, address.getAddress(), bits)) {
        return true;
      }
    }
    return false;
  }

  /** The addresses of {@code name} in the client's version of IP. */
  private List<? extends InetAddress> addresses(String name, boolean countsVoid)
      throws SpfException {
    if (!AnsweringResolver.isName(name)) {
      return List.of();
    }
    if (clientOctets.length == 4) {
      DnsAnswer<Inet4Address> answer = dns.a(name);
      return records(answer, name, countsVoid);
    }
    DnsAnswer<Inet6Address> answer = dns.aaaa(name);
    return records(answer, name, countsVoid);
  }

  private <T> List<T> records(DnsAnswer<T> answer, String name, boolean countsVoid)
      throws SpfException {
    return switch (answer) {
      case DnsAnswer.Found<T> found -> found.records();
      case DnsAnswer.NoRecords<T> _, DnsAnswer.NoSuchName<T> _ -> {
        if (countsVoid) {
          countVoid(name);
        }
        yield List.of();
      }
      case DnsAnswer.Unanswered<T> failure ->
          throw SpfException.temporary(name + ": " + failure.reason());
    };
  }

  /** §5.4 */
  private boolean mx(String target, int ip4Bits, int ip6Bits) throws SpfException {
    if (!AnsweringResolver.isName(target)) {
      return false;
    }
    List<MxRecord> exchangers = new ArrayList<>(records(dns.mx(target), target, true));
    if (exchangers.size() > limits.mxNames()) {
      throw SpfException.permanent(
          target + " has more than " + limits.mxNames() + " mail exchangers");
    }
    exchangers.sort(Comparator.comparingInt(MxRecord::preference));
    for (MxRecord exchanger : exchangers) {
      if (addressMatches(addresses(exchanger.exchange(), false), ip4Bits, ip6Bits)) {
        return true;
      }
    }
    return false;
  }

  /** §5.5: errors of DNS mean that it does not match. */
  private boolean ptr(String target) throws SpfException {
    for (String name : validatedNames()) {
      if (DomainNames.isWithin(name, target)) {
        return true;
      }
    }
    return false;
  }

  /** The names of the client that point back to it. */
  private List<String> validatedNames() throws SpfException {
    DnsAnswer<String> answer = dns.ptr(client);
    if (answer instanceof DnsAnswer.NoRecords<String>
        || answer instanceof DnsAnswer.NoSuchName<String>) {
      countVoid("PTR of the client");
    }
    List<String> names = answer.recordsOrNone();
    List<String> validated = new ArrayList<>();
    for (String name : names.subList(0, Math.min(names.size(), limits.ptrNames()))) {
      // §5.5: "If a DNS error occurs while doing an A RR lookup, then that domain name is skipped".
      if (AnsweringResolver.isName(name) && addressMatches(knownAddresses(name), 32, 128)) {
        validated.add(name);
      }
    }
    return validated;
  }

  private List<? extends InetAddress> knownAddresses(String name) {
    return clientOctets.length == 4 ? dns.a(name).recordsOrNone() : dns.aaaa(name).recordsOrNone();
  }

  /** §5.7: always asks for A, also for a client on IPv6. */
  private boolean exists(String target) throws SpfException {
    return AnsweringResolver.isName(target) && !records(dns.a(target), target, true).isEmpty();
  }

  private String target(@Nullable MacroString spec, String domain) throws SpfException {
    return spec == null ? domain : DomainNames.fitted(spec.expand(values(domain)));
  }

  /** §6.2: whatever goes wrong with it, there is just no explanation. */
  private @Nullable String explanation(Outcome outcome) {
    if (outcome.explanation == null) {
      return null;
    }
    try {
      String name = target(outcome.explanation, outcome.domain);
      List<String> texts =
          AnsweringResolver.isName(name) ? dns.txt(name).recordsOrNone() : List.of();
      if (texts.size() != 1 || texts.getFirst().length() > limits.explanationOctets()) {
        return null;
      }
      String expanded =
          MacroString.parse(texts.getFirst(), true, "exp").expand(values(outcome.domain));
      boolean printable = expanded.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
      return printable && expanded.length() <= 4 * limits.explanationOctets() ? expanded : null;
    } catch (SpfException | SpfSyntaxException unusable) {
      return null;
    }
  }

  private MacroString.Values values(String domain) {
    return letter ->
        switch (letter) {
          case 's' -> senderLocal + "@" + senderDomain;
          case 'l' -> senderLocal;
          case 'o' -> senderDomain;
          case 'd' -> domain;
          case 'i' -> dotted();
          case 'p' -> validatedName(domain);
          case 'v' -> clientOctets.length == 4 ? "in-addr" : "ip6";
          case 'h' -> helo;
          case 'c' -> clientText();
          case 'r' -> receiver.isEmpty() ? "unknown" : receiver;
          case 't' -> Long.toString(epochSecond);
          default ->
              throw new IllegalStateException(
                  "a macro letter that the parser does not let through");
        };
  }

  /** §7.3: dotted quad, or the thirty-two nibbles of an IPv6 address with dots. */
  private String dotted() {
    if (clientOctets.length == 4) {
      return clientText();
    }
    StringBuilder nibbles = new StringBuilder(63);
    for (byte octet : clientOctets) {
      nibbles.append(nibbles.isEmpty() ? "" : ".").append(nibble(octet >> 4));
      nibbles.append('.').append(nibble(octet));
    }
    return nibbles.toString();
  }

  private static char nibble(int value) {
    return Character.toUpperCase(Character.forDigit(value & 0xF, 16));
  }

  private String clientText() {
    return IpAddresses.text(clientOctets);
  }

  /**
   * {@code %{p}}: discouraged; a validated name, best the domain itself or one below it, else
   * {@code unknown}.
   */
  private String validatedName(String domain) {
    if (validatedName == null) {
      validatedName = bestName(domain);
    }
    return validatedName;
  }

  private String bestName(String domain) {
    try {
      List<String> names = validatedNames();
      String best = "unknown";
      for (String name : names) {
        if (name.equalsIgnoreCase(domain)) {
          return name;
        }
        if (best.equals("unknown")
            || DomainNames.isWithin(name, domain) && !DomainNames.isWithin(best, domain)) {
          best = name;
        }
      }
      return best;
    } catch (SpfException unanswered) {
      return "unknown";
    }
  }
}
