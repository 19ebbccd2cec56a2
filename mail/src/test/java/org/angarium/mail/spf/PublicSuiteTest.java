package org.angarium.mail.spf;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** All cases of the public test suite for RFC 7208, as Debian's {@code python3-spf} installs it. */
final class PublicSuiteTest {
  private static final Path SUITE = Path.of("/usr/share/doc/python3-spf/rfc7208-tests.yml.gz");
  private static final long NOW = 1_795_000_000L;

  static boolean suiteIsInstalled() {
    return Files.isReadable(SUITE);
  }

  @TestFactory
  @EnabledIf("suiteIsInstalled")
  List<DynamicTest> everyCaseComesToTheResultThatTheSuiteAllows() throws IOException {
    List<DynamicTest> cases = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(SUITE))) {
      for (Object document : new Load(LoadSettings.builder().build()).loadAllFromInputStream(in)) {
        Map<?, ?> scenario = (Map<?, ?>) document;
        @SuppressWarnings("unchecked")
        ZoneData dns =
            new ZoneData((Map<String, List<Object>>) requireNonNull(scenario.get("zonedata")));
        ((Map<?, ?>) requireNonNull(scenario.get("tests")))
            .forEach((name, test) ->
                cases.add(
                    dynamicTest(
                        scenario.get("description") + ": " + name,
                        () -> check(dns, (Map<?, ?>) test))));
      }
    }
    assertThat(cases).hasSize(203);
    return cases;
  }

  private static void check(ZoneData dns, Map<?, ?> test) {
    SpfEvaluator evaluator = new SpfEvaluator(dns, SpfLimits.DEFAULT, "receiver.example.net");
    SpfVerdict verdict =
        evaluator.evaluate(
            InetAddress.ofLiteral(String.valueOf(test.get("host"))),
            String.valueOf(test.get("mailfrom")),
            String.valueOf(test.get("helo")),
            NOW);
    Object expected = requireNonNull(test.get("result"));
    List<String> allowed =
        expected instanceof List<?> several
            ? several.stream().map(Object::toString).toList()
            : List.of(expected.toString());
    assertThat(allowed).as("%s", verdict).contains(verdict.result().toString());
    Object explanation = test.get("explanation");
    if (explanation != null) {
      assertThat(verdict.explanation())
          .isEqualTo(explanation.equals("DEFAULT") ? null : explanation);
    }
  }
}
