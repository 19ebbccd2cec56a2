package org.angarium.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
import org.angarium.server.main.Angarium;
import org.angarium.server.main.DataFolder;
import org.angarium.testkit.dns.LoopbackDns;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code filter try} and {@code message why}, of a whole server that asks a DNS on loopback. */
@Timeout(300)
class FilterCommandTest {
  private static final String MESSAGE = "From: a@fail.test\nSubject: one\n\nHello.\n";

  @TempDir Path folder;
  private LoopbackDns dns;
  private Angarium server;

  @BeforeEach
  void start() throws Exception {
    dns =
        LoopbackDns.start()
            .add("fail.test", "TXT", "\"v=spf1 ip4:192.0.2.7 -all\"")
            .add("fail.test", "MX", "10 mx.fail.test.")
            .add("mx.fail.test", "A", "192.0.2.7")
            .add("7.2.0.192.in-addr.arpa", "PTR", "mx.fail.test.")
            .add("_dmarc.fail.test", "TXT", "\"v=DMARC1; p=reject\"");
    Map<String, String> settings = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      settings.put("listeners." + service.label() + ".port", "0");
    }
    settings.put(
        "dns.servers", dns.address().getAddress().getHostAddress() + ":" + dns.address().getPort());
    settings.put("filter.tag-score", "5");
    settings.put("filter.allow", "ip:192.0.2.250"); // not this machine, which is the client here
    settings.put("filter.scores-for", "user@example.test reject=5");
    server =
        Angarium.start(
            ConfigurationReader.read(null, settings),
            new DataFolder(folder.resolve("data")),
            "example.test",
            OutputStream.nullOutputStream());
    Files.writeString(folder.resolve("message"), MESSAGE);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    dns.close();
  }

  private String run(String line) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    assertThat(execute(line, output)).as(line).isZero();
    return output.toString(StandardCharsets.UTF_8);
  }

  private int execute(String line, OutputStream output) {
    return AngariumCommand.execute(
        output,
        (line + " --data " + folder.resolve("data"))
            .replace("FILE", folder + "/message")
            .split(" "));
  }

  /** What {@code message why} says of a message; empty while it is unknown. */
  private String whyOf(String id) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    return execute("message why " + id + " --json", output) == 0
        ? output.toString(StandardCharsets.UTF_8)
        : "";
  }

  private JsonNode tried(String options) {
    return JsonMapper.shared().readTree(run("filter try FILE " + options + " --json"));
  }

  @Test
  void aFileIsJudgedAsIfItCame() {
    JsonNode bad = tried("--from-ip 192.0.2.1 --helo mx.fail.test --mail-from a@fail.test");
    assertThat(bad.get("verdict").stringValue()).isEqualTo("tag");
    assertThat(bad.get("score").doubleValue()).isGreaterThanOrEqualTo(11);
    assertThat(bad.get("findings").valueStream().map(each -> each.get("name").stringValue()))
        .contains("SPF_FAIL", "DKIM_NONE", "DMARC_FAIL");
    assertThat(bad.get("findings").valueStream())
        .allSatisfy(each -> {
          assertThat(each.get("text").stringValue()).endsWith(".");
          assertThat(each.get("score").isNumber()).isTrue();
          assertThat(each.get("evidence").isString()).isTrue();
        });
    JsonNode good = tried("--from-ip 192.0.2.7 --helo mx.fail.test --mail-from a@fail.test");
    assertThat(good.get("verdict").stringValue()).isEqualTo("accept");
    JsonNode strict =
        tried("--from-ip 192.0.2.1 --helo x --mail-from a@fail.test --rcpt user@example.test");
    assertThat(strict.get("verdict").stringValue()).isEqualTo("reject");
    assertThat(run("filter try FILE --from-ip 192.0.2.1 --mail-from a@fail.test"))
        .contains("Verdict: tag, score ", "192.0.2.1 may not send mail for");
  }

  @Test
  void ofAMessageThatCameItIsKnownWhy() throws Exception {
    var mx =
        server.listening().stream()
            .filter(each -> each.service() == Service.MX)
            .findFirst()
            .orElseThrow()
            .address();
    String replies;
    try (OverheardSocket socket =
        new OverheardSocket(new SmtpConversation(), mx.getAddress(), mx.getPort())) {
      socket.setSoTimeout(120_000);
      while (socket.getInputStream().read() != '\n') {
        // the greeting, before which nothing may be said
      }
      String all =
          "EHLO mx.fail.test\r\nMAIL FROM:<a@fail.test>\r\nRCPT TO:<admin@example.test>\r\nDATA\r\n"
              + MESSAGE.replace("\n", "\r\n")
              + ".\r\nQUIT\r\n";
      socket.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      replies = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
    Matcher queued = Pattern.compile("queued as (\\S+)").matcher(replies);
    assertThat(queued.find()).as(replies).isTrue();
    String id = queued.group(1);
    // events are written in the background: until this one is, nothing is known of the message
    String text =
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> whyOf(id), each -> !each.isEmpty());
    JsonNode why = JsonMapper.shared().readTree(text);
    assertThat(why.get("verdict").stringValue()).isEqualTo("tag");
    assertThat(why.get("findings").valueStream().map(each -> each.get("name").stringValue()))
        .contains("SPF_FAIL", "DMARC_FAIL");
    assertThat(run("message why " + id)).contains("127.0.0.1 may not send mail for");
  }
}
