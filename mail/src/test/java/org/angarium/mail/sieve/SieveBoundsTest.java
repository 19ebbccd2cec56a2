package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveInterpreter;
import org.angarium.mail.sieve.run.SieveWorld;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.junit.jupiter.api.Test;

class SieveBoundsTest {
  private static final SieveAction.Keep KEEP = new SieveAction.Keep(List.of());

  @Test
  void fourRedirectsAreEnough() {
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      script.append("redirect \"a").append(i).append("@example.org\";");
    }
    SieveResult result = Scripts.run(script.toString());
    assertThat(result.error()).contains("more than 4 redirects");
    assertThat(result.actions()).containsExactly(KEEP);
  }

  @Test
  void actionsAreBounded() {
    StringBuilder script = new StringBuilder("require \"fileinto\";");
    for (int i = 0; i < 33; i++) {
      script.append("fileinto \"").append(i).append("\";");
    }
    assertThat(Scripts.run(script.toString()).error()).contains("more than 32 actions");
  }

  @Test
  void variablesAreBoundedInNumberAndLength() {
    StringBuilder many = new StringBuilder("require \"variables\";");
    for (int i = 0; i < 129; i++) {
      many.append("set \"v").append(i).append("\" \"x\";");
    }
    assertThat(Scripts.run(many.toString()).error()).contains("more than 128 variables");

    String doubling =
        "require [\"variables\", \"relational\", \"comparator-i;ascii-numeric\"]; set \"v\" \"0123456789\";"
            + "set \"v\" \"${v}${v}${v}${v}${v}${v}${v}${v}\";".repeat(20)
            + "set :length \"n\" \"${v}\";"
            + "if string \"${n}\" \"8192\" { discard; }";
    assertThat(Scripts.run(doubling).actions()).containsExactly(new SieveAction.Discard());
  }

  @Test
  void stepsAreBounded() {
    SieveLimits few =
        new SieveLimits(
            10_000, 32, 1_000, 100, 1_000, 50, 32, 4, 128, 4_000, 1_000, 10, 64, 4_000, 4);
    SieveResult result =
        SieveInterpreter.run(
            Scripts.compile("if true {} ".repeat(100) + "discard;"),
            Scripts.message(Scripts.MESSAGE),
            Scripts.environment(SieveWorld.empty()),
            few);
    assertThat(result.error()).contains("more than 50 steps");
    assertThat(result.actions()).containsExactly(KEEP);
  }

  @Test
  void patternsThatBacktrackElsewhereEndAtOnce() {
    String subject = "a".repeat(20_000);
    String pattern = "*a".repeat(500) + "*b";
    SieveResult result =
        Scripts.run(
            "if header :matches \"subject\" \"" + pattern + "\" { discard; }",
            "Subject: " + subject + "\r\n\r\n",
            Scripts.environment(SieveWorld.empty()));
    assertThat(result.error()).isNull();
    assertThat(result.actions()).containsExactly(KEEP);
    assertThat(result.steps()).isLessThan(SieveLimits.DEFAULT.steps());
  }
}
