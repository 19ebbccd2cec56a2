package org.angarium.mail.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.angarium.mail.dns.AnsweringResolver;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.dns.TlsaRecord;
import org.junit.jupiter.api.Test;

/** Whatever strangers publish: a verdict, at a bounded price. */
final class SpfFuzzTest {
  /**
   * Ten terms that ask, each of which may look at ten names; the records themselves; the names of
   * the client for {@code %{p}}; the explanation.
   */
  private static final int MOST_QUESTIONS = 10 * 11 + 11 + 11 + 1;

  private static final String[] TERMS = {
    "all",
    "-all",
    "~all",
    "?all",
    "a",
    "mx",
    "ptr",
    "a/24",
    "mx//64",
    "a:%{d2}/8//16",
    "ip4:10.0.0.0/8",
    "ip4:192.0.2.1",
    "ip6:2001:db8::/32",
    "ip6:::1",
    "include:n1.test",
    "include:n2.test",
    "include:%{d}",
    "include:%{l}.n3.test",
    "exists:%{ir}.%{v}.n4.test",
    "exists:%{l1r-}.n5.test",
    "exists:%{S}.%{H}.test",
    "exists:%{p}.n6.test",
    "ptr:n1.test",
    "mx:n7.test",
    "a:n8.test",
    "redirect=n9.test",
    "redirect=%{o}",
    "exp=e.test",
    "exp=%{i}.test",
    "unknown=%{s}",
    "ip4:1.2.3",
    "include",
    "exists:%{x}.test",
    "%",
    "a:",
    "-",
    "mx/33",
    "exists:%{d99r+-,/_=}.test",
    "v=spf1"
  };
  private static final String[] SENDERS = {
    "joe@n0.test",
    "",
    "a.b.c-d+e@n1.test",
    "@",
    "x@",
    "joe@localhost",
    "j\u00f6@n2.test",
    "a..b@n3.test.",
    "x@" + "l.".repeat(120) + "test",
    "y@" + "z".repeat(64) + ".test"
  };

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Chaos chaos = new Chaos();
  private final SpfEvaluator evaluator =
      new SpfEvaluator(chaos, SpfLimits.DEFAULT, "mx.example.net");

  @Test
  void everyPolicyComesToAVerdictWithFewQuestions() throws UnknownHostException {
    boolean[] seen = new boolean[SpfResult.values().length];
    for (int round = 0; round < 30_000; round++) {
      chaos.questions.clear();
      chaos.calm = random.nextInt(3);
      byte[] address = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(address);
      String sender = SENDERS[random.nextInt(SENDERS.length)];
      SpfVerdict verdict;
      try {
        verdict =
            evaluator.evaluate(
                InetAddress.getByAddress(address), sender, "h.n0.test", 1_800_000_000L);
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError(
            "seed " + seed + ", round " + round + ", " + chaos.questions, wrong);
      }
      seen[verdict.result().ordinal()] = true;
      assertThat(chaos.questions)
          .as("seed %d, round %d", seed, round)
          .hasSizeLessThan(MOST_QUESTIONS + 1);
      assertThat(chaos.questions)
          .as("seed %d, round %d", seed, round)
          .allMatch(AnsweringResolver::isName);
      String explanation = verdict.explanation();
      assertThat(explanation == null || explanation.length() <= 2_048)
          .as("seed %d, round %d", seed, round)
          .isTrue();
    }
    assertThat(seen).as("seed %d: each result occurs", seed).doesNotContain(false);
  }

  @Test
  void anyTextIsARecordOrASyntaxError() {
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder("v=spf1 ");
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(
            random.nextInt(4) == 0
                ? (char) random.nextInt(0x100)
                : "aimnptx46:/%{}.-+~?= _drl19".charAt(random.nextInt(27)));
      }
      try {
        assertThat(SpfRecord.parse(text.toString(), SpfLimits.DEFAULT)).isNotNull();
      } catch (SpfSyntaxException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError("seed " + seed + ", record " + text, wrong);
      }
    }
  }

  /** Macros that expand to very many labels once cost the square of their number. */
  @Test
  void aHundredThousandLabelsAreCutAtOnce() {
    String name = "a.".repeat(2_000_000) + "example.org";
    String fitted = DomainNames.fitted(name);
    assertThat(fitted).hasSize(253).startsWith("a.a.").endsWith(".example.org");
    assertThat(DomainNames.fitted("b" + "c.".repeat(200) + "d")).isEqualTo("c.".repeat(126) + "d");
    assertThat(DomainNames.fitted("x".repeat(200) + "." + "y".repeat(253)))
        .isEqualTo("y".repeat(253));
    assertThat(AnsweringResolver.isName(DomainNames.fitted("x." + "y".repeat(300)))).isFalse();
  }

  private String record() {
    StringBuilder record = new StringBuilder(random.nextInt(30) == 0 ? "v=spf2" : "v=spf1");
    for (int i = random.nextInt(6); i > 0; i--) {
      record.append(' ').append(random.nextInt(12) == 0 ? "~" : "");
      // Mostly terms that are right: the wrong ones stand at the end.
      record.append(TERMS[random.nextInt(random.nextInt(8) == 0 ? TERMS.length : 30)]);
    }
    if (random.nextInt(40) == 0) {
      record.append(" exists:").append("%{s}.".repeat(1 + random.nextInt(200))).append("test");
    }
    return record.toString();
  }

  /** Answers by chance, and remembers what it was asked. */
  private final class Chaos implements DnsResolver {
    private final List<String> questions = new ArrayList<>();

    /** How rarely it fails. */
    private int calm;

    private interface Maker<T> {
      T make() throws UnknownHostException;
    }

    private <T> DnsAnswer<T> answer(String name, int most, Maker<T> maker) {
      questions.add(name);
      if (random.nextInt(6 + 30 * calm) == 0) {
        return switch (random.nextInt(3)) {
          case 0 -> new DnsAnswer.Unanswered<>("timeout");
          case 1 -> new DnsAnswer.NoRecords<>();
          default -> new DnsAnswer.NoSuchName<>();
        };
      }
      List<T> records = new ArrayList<>();
      try {
        for (int i = random.nextInt(most); i >= 0; i--) {
          records.add(maker.make());
        }
      } catch (UnknownHostException impossible) {
        throw new IllegalStateException(impossible);
      }
      return new DnsAnswer.Found<>(records, name, Duration.ofMinutes(1), false);
    }

    private byte[] octets(int count) {
      byte[] octets = new byte[count];
      random.nextBytes(octets);
      return octets;
    }

    @Override
    public DnsAnswer<String> txt(String name) {
      if (name.startsWith("e.")) {
        return answer(name, 1, () -> "Not %{i}, %{c} of %{r} at %{t}".repeat(random.nextInt(30)));
      }
      return answer(name, random.nextInt(20) == 0 ? 3 : 1, SpfFuzzTest.this::record);
    }

    @Override
    public DnsAnswer<Inet4Address> a(String name) {
      return answer(name, 3, () -> (Inet4Address) InetAddress.getByAddress(octets(4)));
    }

    @Override
    public DnsAnswer<Inet6Address> aaaa(String name) {
      byte[] octets = octets(16);
      octets[0] = 0x20;
      return answer(name, 3, () -> (Inet6Address) InetAddress.getByAddress(octets));
    }

    @Override
    public DnsAnswer<MxRecord> mx(String name) {
      return answer(
          name, 12, () -> new MxRecord(random.nextInt(100), "m" + random.nextInt(9) + ".test"));
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) {
      return answer(
          "address.arpa",
          15,
          () -> random.nextInt(9) == 0 ? "bad..name" : "p" + random.nextInt(9) + ".n1.test");
    }

    @Override
    public DnsAnswer<TlsaRecord> tlsa(String name) {
      return new DnsAnswer.NoRecords<>();
    }
  }
}
