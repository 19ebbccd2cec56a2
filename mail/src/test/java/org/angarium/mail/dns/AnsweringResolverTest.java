package org.angarium.mail.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.angarium.mail.dkim.TxtZone;
import org.junit.jupiter.api.Test;

class AnsweringResolverTest {
  @Test
  void anExceptionIsNoAnswer() {
    long seed = System.nanoTime();
    DnsResolver resolver =
        new AnsweringResolver(new HostileResolver(new Random(seed), List.of("text")));
    boolean failed = false;
    for (int i = 0; i < 500; i++) {
      DnsAnswer<String> answer = resolver.txt("example.org");
      failed |=
          answer instanceof DnsAnswer.Unanswered<String>(String reason)
              && reason.contains("IllegalStateException");
      assertThat(answer instanceof DnsAnswer.Found<String> found && found.records().isEmpty())
          .as("seed %d", seed)
          .isFalse();
    }
    assertThat(failed).as("seed %d", seed).isTrue();
  }

  @Test
  void namesThatCannotBeAskedForDoNotExist() {
    TxtZone zone = new TxtZone();
    DnsResolver resolver = new AnsweringResolver(zone);
    String label = "x".repeat(63);
    String longest = (label + ".").repeat(3) + "y".repeat(61);
    for (String name :
        List.of("", ".", "..", "a..b", ".a", "a.b..", label + "x.org", longest + "y")) {
      assertThat(resolver.txt(name)).as(name).isEqualTo(new DnsAnswer.NoSuchName<>());
    }
    assertThat(zone.asked).isEmpty();
    for (String name : List.of("a", "a.", "_dmarc.a.b", label + ".org", longest, longest + ".")) {
      resolver.txt(name);
    }
    assertThat(zone.asked).hasSize(6);
  }
}
