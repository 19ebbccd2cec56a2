package org.angarium.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The settings of judgement, in the order of the manual. */
final class JudgementSettings {
  static final List<Setting<?>> ALL = new ArrayList<>();

  static final Setting<Boolean> SPF =
      add(
          Setting.of(
              "filter.spf",
              new Kind.Flag(),
              true,
              "Whether SPF is checked for mail that other servers bring, and written down in"
                  + " `Authentication-Results`. This and the following settings do not concern mail"
                  + " of users who logged in, nor mail that comes by LMTP."));
  static final Setting<Boolean> DKIM =
      add(
          Setting.of(
              "filter.dkim",
              new Kind.Flag(),
              true,
              "Whether DKIM signatures are checked and written down."));
  static final Setting<Boolean> ARC =
      add(
          Setting.of(
              "filter.arc",
              new Kind.Flag(),
              true,
              "Whether ARC chains of servers that handed mail on are checked and written down."));
  static final Setting<Boolean> DMARC =
      add(
          Setting.of(
              "filter.dmarc",
              new Kind.Flag(),
              true,
              "Whether DMARC is judged and written down. It needs `filter.spf` and `filter.dkim`:"
                  + " without one of them no message fails."));
  static final Setting<Boolean> DMARC_ENFORCE =
      add(
          Setting.of(
              "filter.dmarc-enforce",
              new Kind.Flag(),
              false,
              "Whether the DMARC policy of the domain in From is carried out on mail that fails:"
                  + " `quarantine` puts it into Junk (and holds it in the queue for recipients"
                  + " elsewhere), `reject` refuses it. A From that does not name exactly one domain"
                  + " is refused too. Switched off, results are only written down."));
  static final Setting<List<String>> ARC_TRUSTED =
      add(
          Setting.of(
              "filter.arc-trusted-sealers",
              new Kind.DomainNames(),
              List.of(),
              "Domains of servers that hand mail on, such as mailing lists, whose ARC seal saves a"
                  + " message from failing DMARC when it says that DMARC passed before."));
  static final Setting<Boolean> RECEIVED_SPF =
      add(
          Setting.of(
              "filter.received-spf",
              new Kind.Flag(),
              false,
              "Whether the field `Received-SPF` is written as well."));
  static final Setting<Duration> BUDGET =
      add(
          Setting.of(
              "filter.budget",
              new Kind.Period(Duration.ofMillis(100), Duration.ofMinutes(2)),
              Duration.ofSeconds(5),
              "How long all checks of a message may take together. A check that is late counts as"
                  + " not known; the message is accepted without it."));
  static final Setting<Double> TAG =
      add(
          Setting.of(
              "filter.tag-score",
              new Kind.Score(),
              10.0,
              "From which sum of scores on a message goes to Junk, with `X-Spam-Status: Yes`. 0:"
                  + " never. This and the next three are the site's; `filter.scores-for` has those"
                  + " of domains and accounts."));
  static final Setting<Double> GREYLIST =
      add(
          Setting.of(
              "filter.greylist-score",
              new Kind.Score(),
              0.0,
              "From which sum of scores on a message is refused until its sender comes again after a"
                  + " few minutes. 0: never."));
  static final Setting<Double> QUARANTINE =
      add(
          Setting.of(
              "filter.quarantine-score",
              new Kind.Score(),
              0.0,
              "From which sum of scores on a message goes to Junk and is held in the queue for"
                  + " recipients elsewhere. 0: never."));
  static final Setting<Double> REJECT =
      add(
          Setting.of(
              "filter.reject-score",
              new Kind.Score(),
              0.0,
              "From which sum of scores on a message is refused. Mail to postmaster and abuse goes to"
                  + " Junk instead. 0: never."));
  static final Setting<Map<String, Configuration.Thresholds>> OWN_THRESHOLDS =
      add(
          Setting.of(
              "filter.scores-for",
              new Thresholds(),
              Map.of(),
              "Scores of domains and accounts in place of the site's, such as `example.org tag=5"
                  + " reject=15` or `alice@example.org tag=3`; what is not named is never done."));

  static final Setting<Boolean> SENDER_CHECKS =
      add(
          Setting.of(
              "filter.sender-checks",
              new Kind.Flag(),
              true,
              "Whether the client's name in DNS, the name in its greeting, the sender's domain, null"
                  + " senders, and senders of our domains from outside are checked. They have a say"
                  + " by their scores."));
  static final Setting<Boolean> REFUSE_UNREACHABLE =
      add(
          Setting.of(
              "filter.refuse-unreachable-senders",
              new Kind.Flag(),
              false,
              "Whether mail of a sender whose domain does not exist or takes no mail is refused."));
  static final Setting<List<String>> BLOCK =
      add(
          Setting.of(
              "filter.block",
              new Entries.OfSenders(),
              List.of(),
              "Senders and recipients that are refused: `ip:192.0.2.0/24`, `helo:NAME` (greeting), `host:NAME` (confirmed"
                  + " name), `domain:NAME`, `sender:ADDRESS`, `user:NAME` (before the @ of the"
                  + " sender), `recipient:ADDRESS`. A name stands for those below it too."));
  static final Setting<List<String>> ALLOW =
      add(
          Setting.of(
              "filter.allow",
              new Entries.OfSenders(),
              List.of("ip:127.0.0.0/8", "ip:::1"),
              "Senders and recipients that neither `filter.block` nor scores refuse; entries as there. Unless set: this"
                  + " machine. Set it to what you trust where a proxy on this machine brings mail of"
                  + " others."));
  static final Setting<List<String>> DNS_LISTS =
      add(
          Setting.of(
              "filter.dns-lists",
              new Entries.OfZones(),
              List.of(),
              "Lists that are asked by DNS (RFC 5782): `ZONE ip SCORE` for the client's address,"
                  + " `ZONE domain SCORE` for the sender's domain; behind it scores of single"
                  + " answers, such as `127.0.0.4=2`. Negative scores are for lists of those who are"
                  + " allowed."));

  private JudgementSettings() {}

  private static <T> Setting<T> add(Setting<T> setting) {
    ALL.add(setting);
    return setting;
  }
}
