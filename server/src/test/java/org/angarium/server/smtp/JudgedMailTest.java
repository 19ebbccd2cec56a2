package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.angarium.mail.arc.ArcChain;
import org.angarium.mail.arc.ArcSealer;
import org.angarium.mail.arc.ArcSealing;
import org.angarium.mail.arc.ArcVerifier;
import org.angarium.mail.authres.AuthResLimits;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dkim.DkimKeyPair;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimSigner;
import org.angarium.mail.dkim.DkimSigning;
import org.angarium.mail.dkim.SigningKey;
import org.angarium.mail.dkim.SigningPlan;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
import org.angarium.server.dns.CachingDnsResolver;
import org.angarium.server.dns.DnsSettings;
import org.angarium.server.event.FilterEvent;
import org.angarium.server.filter.Chain;
import org.angarium.server.filter.FilterSettings;
import org.angarium.server.net.Listener;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.queue.QueueFilter;
import org.angarium.testkit.dns.LoopbackDns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail of other servers is judged by SPF, DKIM, DMARC and ARC, with questions to a real DNS. */
@Timeout(300)
class JudgedMailTest {
  private static final DkimKeyPair KEY = DkimKeyPair.ed25519(new SecureRandom());
  private static final String RESULTS = "Authentication-Results: mx.example.test";

  @TempDir Path folder;
  private LoopbackDns dns;
  private SmtpFixture fixture;

  @BeforeEach
  void publish() throws Exception {
    dns =
        LoopbackDns.start()
            .add("pass.test", "TXT", "\"v=spf1 ip4:127.0.0.1 -all\"")
            .add("fail.test", "TXT", "\"v=spf1 -all\"")
            .add("softfail.test", "TXT", "\"v=spf1 ~all\"")
            .add("permerror.test", "TXT", "\"v=spf1 nonsense:x\"")
            .add("temperror.test", "TXT", "\"v=spf1 -all\"")
            .trouble("temperror.test", LoopbackDns.Trouble.SERVFAIL)
            .add("s._domainkey.pass.test", "TXT", quoted(KEY.record().text()))
            .add("s._domainkey.list.test", "TXT", quoted(KEY.record().text()));
    for (String policy : List.of("none", "quarantine", "reject")) {
      dns.add("_dmarc." + policy + ".test", "TXT", "\"v=DMARC1; p=" + policy + "\"");
    }
  }

  @AfterEach
  void close() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
    dns.close();
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private CachingDnsResolver resolver() {
    return new CachingDnsResolver(
        DnsSettings.DEFAULT.withServers(List.of(dns.address())), InstantSource.system());
  }

  private void open(FilterSettings settings) throws Exception {
    List<FilterEvent> late = new CopyOnWriteArrayList<>();
    fixture =
        new SmtpFixture(
            new MemoryEngine(),
            folder,
            Chain.of(
                settings,
                "mx.example.test",
                resolver(),
                InstantSource.system(),
                event -> late.add((FilterEvent) event)));
    judged = late;
  }

  private List<FilterEvent> judged = List.of();

  private static FilterSettings settings(boolean enforce, Set<String> sealers) {
    return FilterSettings.DEFAULT
        .withAuthentication(
            new FilterSettings.Authentication(true, true, true, true, enforce, false, sealers))
        .withBudget(Duration.ofMinutes(2));
  }

  private static String mail(String author) {
    return "From: a@" + author + "\r\nTo: bob@example.test\r\nSubject: one\r\n\r\nHello.\r\n";
  }

  private String send(SmtpRole role, String from, String to, String message) throws Exception {
    Listener listener = fixture.listen(SmtpFixture.settings(role));
    String hello = role == SmtpRole.LMTP ? "LHLO" : "EHLO";
    String all =
        hello + " client.test\r\nMAIL FROM:<" + from + ">\r\nRCPT TO:<" + to + ">\r\nDATA\r\n";
    try (var socket = SmtpFixture.connect(listener)) {
      InputStream in = socket.getInputStream();
      while (in.read() != '\n') {
        // the greeting, before which nothing may be said
      }
      OutputStream out = socket.getOutputStream();
      out.write((all + message + ".\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String delivered(String from, String message) throws Exception {
    assertThat(send(SmtpRole.MX, from, "bob@example.test", message)).contains("queued as");
    return fixture.inbox(fixture.bob).getLast();
  }

  private static AuthenticationResults results(String message) {
    HeaderFields header = HeaderParser.parse(message.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(header.all("Authentication-Results")).hasSize(1);
    String value =
        new String(
            header.firstOrNull("Authentication-Results").rawValue(), StandardCharsets.ISO_8859_1);
    return AuthenticationResults.parse(value, AuthResLimits.DEFAULT).orElseThrow();
  }

  private static String result(String message, String method, String property) {
    return results(message).results().stream()
        .filter(each -> each.method().equals(method))
        .filter(each -> property.isEmpty() || each.property("smtp", property) != null)
        .map(MethodResult::result)
        .findFirst()
        .orElse("-");
  }

  @ParameterizedTest
  @CsvSource({"pass", "fail", "softfail", "permerror", "temperror"})
  void spfOfTheReversePathIsWrittenDown(String expected) throws Exception {
    open(settings(false, Set.of()));
    String message = delivered("a@" + expected + ".test", mail("nowhere.test"));
    assertThat(result(message, "spf", "mailfrom")).isEqualTo(expected);
    assertThat(result(message, "spf", "helo")).isEqualTo("none");
    assertThat(result(message, "dkim", "")).isEqualTo("none");
    assertThat(result(message, "dmarc", "")).isEqualTo("none");
    assertThat(judged).hasSize(1);
    assertThat(((FilterEvent.Judged) judged.getFirst()).findings())
        .contains("SPF_" + expected.toUpperCase(Locale.ROOT) + " ");
  }

  @Test
  void ofTheNullReversePathTheGreetingIsChecked() throws Exception {
    dns.add("client.test", "TXT", "\"v=spf1 ip4:127.0.0.1 -all\"")
        .add("_dmarc.client.test", "TXT", "\"v=DMARC1; p=reject\"");
    open(settings(true, Set.of()));
    String message = delivered("", mail("client.test"));
    assertThat(result(message, "spf", "helo")).isEqualTo("pass");
    assertThat(result(message, "spf", "mailfrom")).isEqualTo("-");
    assertThat(result(message, "dmarc", "")).isEqualTo("pass");
  }

  @ParameterizedTest
  @CsvSource({
    "none, false, queued as, INBOX",
    "none, true, queued as, INBOX",
    "quarantine, false, queued as, INBOX",
    "quarantine, true, queued as, Junk",
    "reject, false, queued as, INBOX",
    "reject, true, 554 5.7.1 Rejected by the DMARC policy of reject.test, -"
  })
  void aPolicyIsCarriedOutOnlyIfTheAdministratorSaysSo(
      String policy, boolean enforce, String reply, String mailbox) throws Exception {
    open(settings(enforce, Set.of()));
    String replies = send(SmtpRole.MX, "a@fail.test", "bob@example.test", mail(policy + ".test"));
    assertThat(replies).contains(reply);
    if (mailbox.equals("-")) {
      assertThat(fixture.inbox(fixture.bob)).isEmpty();
    } else {
      String message = fixture.messages(fixture.bob, mailbox).getLast();
      assertThat(result(message, "dmarc", "")).isEqualTo("fail");
    }
  }

  @Test
  void aFromOfTwoDomainsIsNoWayAroundAPolicy() throws Exception {
    open(settings(true, Set.of()));
    String message = mail("reject.test").replace("From: ", "From: x@pass.test, ");
    assertThat(send(SmtpRole.MX, "a@pass.test", "bob@example.test", message))
        .contains("554 5.7.1 From must name exactly one domain");
  }

  @Test
  void whatIsQuarantinedIsHeldForRecipientsElsewhere() throws Exception {
    open(settings(true, Set.of()));
    assertThat(send(SmtpRole.MX, "a@fail.test", "away@example.test", mail("quarantine.test")))
        .contains("queued as");
    var held = fixture.store.queue().list(new QueueFilter(null, null, null, true), null, 10);
    assertThat(held.toString()).contains("elsewhere.test");
    var due = fixture.store.queue().list(new QueueFilter(null, null, null, false), null, 10);
    assertThat(due.toString()).doesNotContain("elsewhere.test");
  }

  private static String signed(String message, String domain) throws Exception {
    byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
    int body = message.indexOf("\r\n\r\n") + 4;
    DkimSigning signing =
        new DkimSigning(
            List.of(new DkimSigner(domain, "s", KEY.privateKey(), SigningPlan.DEFAULT)),
            HeaderParser.parse(Arrays.copyOf(bytes, body)),
            Instant.now().getEpochSecond());
    signing.update(bytes, body, bytes.length - body);
    return new String(signing.finish(), StandardCharsets.US_ASCII) + message;
  }

  @Test
  void aSignatureProvesTheAuthorWhereTheClientDoesNot() throws Exception {
    dns.add("_dmarc.pass.test", "TXT", "\"v=DMARC1; p=reject\"");
    open(settings(true, Set.of()));
    String message = delivered("a@fail.test", signed(mail("pass.test"), "pass.test"));
    assertThat(result(message, "dkim", "")).isEqualTo("pass");
    assertThat(result(message, "dmarc", "")).isEqualTo("pass");
  }

  @Test
  void aChangedBodyProvesNothing() throws Exception {
    dns.add("_dmarc.pass.test", "TXT", "\"v=DMARC1; p=reject\"");
    open(settings(true, Set.of()));
    String changed = signed(mail("pass.test"), "pass.test").replace("Hello.", "Hallo.");
    assertThat(send(SmtpRole.MX, "a@fail.test", "bob@example.test", changed))
        .contains("554 5.7.1 Rejected by the DMARC policy");
  }

  @Test
  void signaturesWithoutNumberCostALimitedNumberOfQuestions() throws Exception {
    open(settings(false, Set.of()));
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      String signature = signed(mail("x" + i + ".test"), "x" + i + ".test");
      many.append(signature, 0, signature.indexOf("From: "));
    }
    String message = delivered("a@pass.test", many + mail("reject.test"));
    assertThat(results(message).results()).hasSizeLessThan(20);
    assertThat(dns.questions().stream().filter(each -> each.contains("_domainkey")))
        .hasSizeLessThanOrEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aTrustedServerThatHandedItOnSavesItFromFailing(boolean trusted) throws Exception {
    open(settings(true, trusted ? Set.of("list.test") : Set.of()));
    String message = mail("reject.test");
    byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
    int body = message.indexOf("\r\n\r\n") + 4;
    HeaderFields header = HeaderParser.parse(Arrays.copyOf(bytes, body));
    ArcChain none =
        new ArcVerifier(resolver(), DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
            .verify(header, new byte[0], 0);
    ArcSealing sealing =
        new ArcSealer(new SigningKey("list.test", "s", KEY.privateKey()), ArcSealer.DEFAULT_PLAN)
            .begin(
                header,
                none,
                new AuthenticationResults(
                    "mx.list.test",
                    List.of(
                        MethodResult.of("dmarc", "pass").with("header", "from", "reject.test"))),
                Instant.now().getEpochSecond())
            .orElseThrow();
    sealing.update(bytes, body, bytes.length - body);
    String sealed = new String(sealing.finish(), StandardCharsets.US_ASCII) + message;
    String replies = send(SmtpRole.MX, "a@fail.test", "bob@example.test", sealed);
    if (trusted) {
      assertThat(replies).contains("queued as");
      String stored = fixture.inbox(fixture.bob).getLast();
      assertThat(result(stored, "arc", "")).isEqualTo("pass");
      assertThat(result(stored, "dmarc", "")).isEqualTo("fail");
    } else {
      assertThat(replies).contains("Rejected by the DMARC policy");
    }
  }

  @Test
  void forgedResultsOfOurNameAreTakenOffHoweverTheyAreWritten() throws Exception {
    open(settings(false, Set.of()));
    String forged =
        "Authentication-Results: mx.example.test; dkim=pass\r\n"
            + "AUTHENTICATION-results :\r\n (odd) MX.Example.TEST; spf=pass\r\n\tsmtp.helo=x\r\n"
            + "Authentication-Results: \"mx.example.test\" 1; dmarc=pass\r\n"
            + "Authentication-Results: other.test; spf=fail\r\n";
    String message = delivered("a@pass.test", forged + mail("nowhere.test"));
    assertThat(message).containsPattern(Pattern.compile("^Return-Path.*", Pattern.DOTALL));
    assertThat(message)
        .contains("Authentication-Results: other.test; spf=fail\r\nFrom: a@nowhere.test")
        .doesNotContain("(odd)", "dkim=pass", "dmarc=pass", "smtp.helo=x");
    assertThat(message.split(RESULTS, -1)).hasSize(2);
  }

  @Test
  void aNameServerThatKeepsSilentHoldsUpNothingForLong() throws Exception {
    dns.trouble("silent.test", LoopbackDns.Trouble.SILENCE);
    fixture =
        new SmtpFixture(
            new MemoryEngine(),
            folder,
            Chain.of(
                settings(true, Set.of()).withBudget(Duration.ofMillis(200)),
                "mx.example.test",
                new CachingDnsResolver(
                    DnsSettings.DEFAULT
                        .withServers(List.of(dns.address()))
                        .withTimeout(Duration.ofMinutes(4)),
                    InstantSource.system()),
                InstantSource.system(),
                event -> judged = List.of((FilterEvent) event)));
    delivered("a@silent.test", mail("reject.test"));
    // The question ends with the budget, and so does the wait for the check: whichever is first.
    assertThat(((FilterEvent.Judged) judged.getFirst()).findings())
        .containsPattern("SPF_(NOT_KNOWN|TEMPERROR)");
  }

  @Test
  void mailThatAnotherServerHandsOnIsTakenAsItIs() throws Exception {
    open(settings(true, Set.of()));
    String own = RESULTS + "; spf=pass smtp.mailfrom=reject.test\r\n";
    assertThat(send(SmtpRole.LMTP, "a@fail.test", "bob@example.test", own + mail("reject.test")))
        .contains("queued as");
    assertThat(fixture.inbox(fixture.bob).getLast()).contains(own);
    assertThat(judged).isEmpty();
    assertThat(dns.questions()).isEmpty();
  }

  @Test
  void anotherReaderUnderstandsWhatIsWritten() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(
        Files.isExecutable(python)
            && new ProcessBuilder(python.toString(), "-c", "import authres").start().waitFor() == 0,
        "python3-authres is not installed");
    open(settings(false, Set.of()));
    String message = delivered("a@pass.test", signed(mail("pass.test"), "pass.test"));
    HeaderFields header = HeaderParser.parse(message.getBytes(StandardCharsets.US_ASCII));
    String field =
        new String(header.firstOrNull("Authentication-Results").raw(), StandardCharsets.US_ASCII)
            .replace("\r\n", "")
            .replace("\t", " ");
    Process process =
        new ProcessBuilder(
                python.toString(),
                "-c",
                "import sys,authres\n"
                    + "r=authres.AuthenticationResultsHeader.parse(sys.argv[1])\n"
                    + "print(r.authserv_id, sorted((x.method,x.result) for x in r.results))",
                field)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said)
        .contains("mx.example.test")
        .contains("('dkim', 'pass')", "('spf', 'none')", "('spf', 'pass')", "('dmarc', 'none')");
  }
}
