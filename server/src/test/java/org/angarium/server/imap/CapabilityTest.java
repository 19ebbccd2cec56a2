package org.angarium.server.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is announced is what there is. */
class CapabilityTest {
  @Test
  void everyCapabilityHasAStandardAndATest() throws Exception {
    Set<String> names = new HashSet<>();
    for (Capability capability : Capability.TABLE) {
      assertThat(names.add(capability.name())).as(capability.name()).isTrue();
      assertThat(capability.standard()).startsWith("RFC ");
      Class<?> test = Class.forName("org.angarium.server.imap." + capability.test());
      assertThat(Arrays.stream(test.getDeclaredMethods()).filter(CapabilityTest::isTest))
          .as(capability.name())
          .isNotEmpty();
    }
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class);
  }

  @Test
  void theStateDecidesWhatIsAnnounced() {
    assertThat(Capability.beforeLogin(true, false, List.of("SCRAM-SHA-256")).split(" "))
        .contains("STARTTLS", "LOGINDISABLED", "AUTH=SCRAM-SHA-256", "LITERAL+")
        .doesNotContain("MOVE", "AUTH=");
    assertThat(Capability.beforeLogin(false, true, List.of("PLAIN")).split(" "))
        .contains("AUTH=PLAIN")
        .doesNotContain("STARTTLS", "LOGINDISABLED");
    assertThat(Capability.afterLogin(1000).split(" "))
        .contains("IMAP4rev1", "MOVE", "APPENDLIMIT=1000")
        .doesNotContain("STARTTLS", "LOGINDISABLED", "SASL");
  }
}
