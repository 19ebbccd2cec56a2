package org.angarium.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {
  @TempDir Path folder;

  @Test
  void worksWithNoFile() throws Exception {
    Configuration configuration = ConfigurationReader.read(null, Map.of());
    assertThat(configuration.endpoints(Service.MX))
        .containsExactly(new InetSocketAddress("127.0.0.1", 10_025));
    assertThat(configuration.endpoints(Service.IMAPS))
        .containsExactly(new InetSocketAddress("127.0.0.1", 10_993));
    assertThat(configuration.allowCleartextOnLoopback()).isFalse();
    assertThat(configuration.nodeName()).isNull();
  }

  @Test
  void readsWhatTheFileSays() throws Exception {
    Configuration configuration =
        ConfigurationReader.read(
            file(
                """
                node: {name: Mail.Example.ORG}
                listen: all
                port-offset: 0
                listeners:
                  mx:
                    addresses: [192.0.2.1, "2001:db8::1"]
                    port: 2525
                  lmtp:
                    enabled: false
                limits:
                  message-size: 20MB
                log: {format: json, level: warning}
                outbound:
                  lifetime: 2d
                dns:
                  servers: [192.0.2.53, "[2001:db8::53]:5353"]
                """),
            Map.of());
    assertThat(configuration.nodeName()).isEqualTo("mail.example.org");
    assertThat(configuration.endpoints(Service.MX))
        .containsExactly(
            new InetSocketAddress("192.0.2.1", 2525), new InetSocketAddress("2001:db8::1", 2525));
    assertThat(configuration.endpoints(Service.LMTP)).isEmpty();
    assertThat(configuration.endpoints(Service.IMAP))
        .containsExactly(new InetSocketAddress("::", 143));
    assertThat(configuration.limits().messageSize()).isEqualTo(20L << 20);
    assertThat(configuration.log().format()).isEqualTo(LogFormat.JSON);
    assertThat(configuration.outbound().lifetime()).isEqualTo(Duration.ofDays(2));
    assertThat(configuration.outbound().dnsServers())
        .containsExactly(
            new InetSocketAddress("192.0.2.53", 53), new InetSocketAddress("2001:db8::53", 5353));
  }

  @Test
  void theNameOfTheNodeIsInALabels() throws Exception {
    assertThat(
            ConfigurationReader.read(file("node: {name: mail.M\u00fcnchen.test}"), Map.of())
                .nodeName())
        .isEqualTo("mail.xn--mnchen-3ya.test");
    for (String bad : List.of("my_host.test", "a b", "192.0.2.1", "[192.0.2.1]", "xn--a.test")) {
      assertThat(
              catchThrowableOfType(
                  ConfigurationException.class,
                  () -> ConfigurationReader.read(file("node: {name: \"" + bad + "\"}"), Map.of())))
          .as(bad)
          .isNotNull();
    }
  }

  @Test
  void lmtpStaysOnLoopbackUnlessItsOwnAddressesSayOtherwise() throws Exception {
    Configuration configuration = ConfigurationReader.read(null, Map.of("listen", "all"));
    assertThat(configuration.endpoints(Service.LMTP).getFirst().getAddress().isLoopbackAddress())
        .isTrue();
  }

  @Test
  void theCommandLineComesBeforeTheFile() throws Exception {
    Configuration configuration =
        ConfigurationReader.read(file("port-offset: 1000"), Map.of("port-offset", "2000"));
    assertThat(configuration.endpoints(Service.IMAP).getFirst().getPort()).isEqualTo(2143);
  }

  @Test
  void reportsEveryErrorWithPlaceAndRemedy() {
    List<ConfigurationError> errors =
        errors(
            """
            port-offset: many
            listeners:
              mx:
                prot: 25
                port: 70000
            limits:
              message-size: 1KB
            smtp: true
            listen: mail.example.org
            """);
    assertThat(errors)
        .extracting(ConfigurationError::line, ConfigurationError::column)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, 14),
            org.assertj.core.groups.Tuple.tuple(4, 5),
            org.assertj.core.groups.Tuple.tuple(5, 11),
            org.assertj.core.groups.Tuple.tuple(7, 17),
            org.assertj.core.groups.Tuple.tuple(8, 1),
            org.assertj.core.groups.Tuple.tuple(9, 9));
    assertThat(errors.get(0).remedy()).contains("a number from 0 to 60000");
    assertThat(errors.get(1).remedy()).isEqualTo("Did you mean listeners.mx.port?");
    assertThat(errors).allSatisfy(error -> assertThat(error.remedy()).isNotBlank());
  }

  @Test
  void reportsBrokenYamlWithItsPlace() {
    List<ConfigurationError> errors = errors("listen: all\nport-offset: [1\n");
    assertThat(errors).singleElement().extracting(ConfigurationError::line).isEqualTo(3);
  }

  @Test
  void reportsAFileThatIsNotThere() {
    ConfigurationException failure =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> ConfigurationReader.read(folder.resolve("none.yaml"), Map.of()));
    assertThat(failure.errors()).hasSize(1);
  }

  @Test
  void reportsASettingThatIsThereTwice() {
    assertThat(errors("port-offset: 1\nport-offset: 2\n"))
        .singleElement()
        .extracting(ConfigurationError::line)
        .isEqualTo(2);
  }

  @Test
  void refusesAliasesThatGrow() {
    assertThat(errors("a: &a [x, x]\nb: &b [*a, *a]\nlisten: [*b, *b]\n")).isNotEmpty();
  }

  @Test
  void refusesTwoListenersOnOnePort() {
    assertThat(errors("listeners:\n  mx: {port: 2525}\n  imap: {port: 2525}\n"))
        .singleElement()
        .satisfies(error -> assertThat(error.problem()).contains("mx and imap"));
  }

  @Test
  void refusesACertificateWithoutKey() {
    assertThat(errors("tls: {certificate: a.pem}\n")).hasSize(1);
  }

  @Test
  void namesUnknownSettingsOfTheCommandLine() {
    ConfigurationException failure =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> ConfigurationReader.read(null, Map.of("log.fromat", "json")));
    assertThat(failure.errors().getFirst().toString())
        .isEqualTo("command line: There is no setting log.fromat. Did you mean log.format?");
  }

  @Test
  void theManualPageIsTheOneOfTheProgram() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("docs")) ? here : here.resolveSibling("docs/..");
    assertThat(Files.readString(root.resolve("docs/operations/configuration.md")))
        .as("write it with: ./angarium config reference > docs/operations/configuration.md")
        .isEqualTo(Reference.page());
  }

  @Test
  void everyDefaultIsWrittenAsItIsRead() {
    for (Setting<?> setting : Settings.all()) {
      roundTrip(setting);
    }
  }

  private static <T> void roundTrip(Setting<T> setting) {
    T standard = setting.standard();
    if (standard != null && !setting.standardText().isEmpty()) {
      assertThat(setting.kind().parse(setting.kind().write(standard)))
          .as(setting.name())
          .isEqualTo(standard);
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("angarium.yaml"), text);
  }

  private List<ConfigurationError> errors(String text) {
    ConfigurationException failure =
        catchThrowableOfType(
            ConfigurationException.class, () -> ConfigurationReader.read(file(text), Map.of()));
    assertThat(failure).isNotNull();
    return failure.errors();
  }
}
