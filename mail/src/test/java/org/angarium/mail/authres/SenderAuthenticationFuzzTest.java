package org.angarium.mail.authres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.angarium.mail.arc.ArcChain;
import org.angarium.mail.arc.ArcVerifier;
import org.angarium.mail.arc.ChainValidation;
import org.angarium.mail.arf.FeedbackReportParser;
import org.angarium.mail.bimi.BimiRecord;
import org.angarium.mail.bimi.IndicatorCheck;
import org.angarium.mail.dkim.DkimKeyRecord;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimSignatureField;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.Messages;
import org.angarium.mail.dkim.TxtZone;
import org.angarium.mail.dmarc.DmarcRecord;
import org.angarium.mail.dmarc.PublicSuffixList;
import org.angarium.mail.dmarc.ReportUri;
import org.angarium.mail.dmarc.report.AggregateReportParser;
import org.angarium.mail.dmarc.report.ReportContainer;
import org.angarium.mail.dmarc.report.ReportLimits;
import org.angarium.mail.dmarc.report.ReportName;
import org.angarium.mail.dsn.DsnParser;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.mdn.DispositionParser;
import org.angarium.mail.mdn.NotificationRequest;
import org.angarium.mail.report.ReportSyntaxException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever strangers write into fields, records, and reports: a value or the declared error, never
 * another, in time and memory that follow the length.
 */
class SenderAuthenticationFuzzTest {
  private static final int ROUNDS = 4_000;
  private static final ReportLimits LIMITS =
      new ReportLimits(200_000, 200_000, 50, 12, 2_000, 5_000, 20);
  private static final AuthResLimits RESULTS = AuthResLimits.DEFAULT;

  /** Reads bytes; the declared errors are the parser's answer to them. */
  @FunctionalInterface
  private interface Parser {
    void parse(byte[] bytes)
        throws DkimSyntaxException, ReportSyntaxException, IllegalArgumentException;
  }

  private static final String SIGNATURE =
      " v=1; a=rsa-sha256; c=relaxed/simple; d=example.org; s=sel; i=@sub.example.org;\r\n"
          + " t=1800000000; x=1900000000; l=20; h=from:to:subject; q=dns/txt; bh=AAAA; b=BBBB";
  private static final String SVG =
      "<svg xmlns='http://www.w3.org/2000/svg' version='1.2' baseProfile='tiny-ps'><title>x</title>"
          + "<g><path fill='url(#a)' d='M0 0'/></g></svg>";
  private static final String REPORT =
      "<?xml version='1.0'?><feedback><report_metadata><org_name>o</org_name><email>e</email>"
          + "<report_id>1</report_id><date_range><begin>1</begin><end>2</end></date_range>"
          + "</report_metadata><policy_published><domain>d</domain><p>none</p><pct>100</pct>"
          + "</policy_published><record><row><source_ip>192.0.2.1</source_ip><count>1</count>"
          + "<policy_evaluated><disposition>none</disposition><dkim>fail</dkim><spf>pass</spf>"
          + "<reason><type>other</type><comment>&lt;x&gt;</comment></reason></policy_evaluated></row>"
          + "<identifiers><header_from>d</header_from></identifiers><auth_results><dkim><domain>d"
          + "</domain><result>pass</result></dkim><spf><domain>d</domain><result>pass</result></spf>"
          + "</auth_results></record></feedback>";
  private static final String STATUS =
      "Reporting-MTA: dns; mx.example.org\r\nArrival-Date: Mon, 12 Jan 2026 20:04:56 +0000\r\n\r\n"
          + "Original-Recipient: rfc822; a@example.org\r\nFinal-Recipient: utf-8; \\x{E4}@x.org\r\n"
          + "Action: failed\r\nStatus: 5.1.1 (no)\r\nDiagnostic-Code: smtp; 550 no\r\n";
  private static final String FEEDBACK =
      "Feedback-Type: auth-failure\r\nUser-Agent: x/1\r\nVersion: 1\r\nAuth-Failure: dmarc\r\n"
          + "Source-IP: 2001:db8::1\r\nIncidents: 12\r\nOriginal-Rcpt-To: <a@b>\r\nX-Y: z\r\n"
          + "Arrival-Date: Mon, 12 Jan 2026 20:04:56 +0000\r\nDelivery-Result: policy\r\n";
  private static final String DISPOSITION =
      "Reporting-UA: x; y\r\nFinal-Recipient: rfc822; a@example.org\r\nError: no\r\n"
          + "Disposition: manual-action/MDN-sent-manually; displayed/error,x\r\n";
  private static final String RULES =
      "// ===BEGIN ICANN DOMAINS===\ncom\n*.ck\n!www.ck\n\u00e4.example\n"
          + "// ===BEGIN PRIVATE DOMAINS===\ngithub.io\n";

  private record Case(String name, String seed, Parser parser) {}

  private static List<Case> cases() {
    return List.of(
        new Case("DKIM signature", SIGNATURE, b -> DkimSignatureField.parse(b, DkimLimits.DEFAULT)),
        new Case(
            "DKIM key",
            "v=DKIM1; k=ed25519; h=sha256; s=email:*; t=y:s; n=x;"
                + " p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            b -> DkimKeyRecord.parse(new String(b, ISO_8859_1), DkimLimits.DEFAULT)),
        new Case(
            "DMARC record",
            "v=DMARC1; p=reject; sp=none; np=quarantine; adkim=s; t=y; pct=5; fo=1:d;"
                + " rua=mailto:a@example.org!10m,https://x/; psd=n; ri=3600",
            b -> DmarcRecord.parse(new String(b, ISO_8859_1))),
        new Case(
            "DMARC report address",
            "mailto:a%2Bb@example.org?x=y!50m",
            b -> ReportUri.parse(new String(b, ISO_8859_1))),
        new Case(
            "Authentication-Results",
            " (c) mx.example.org 1; dkim=pass (good (key)) reason=\"a\\\"b\""
                + " header.d=example.org\r\n"
                + " header.b=\"x\"; spf / 1 = fail smtp.mailfrom=a@b; none",
            b -> {
              String text = new String(b, UTF_8);
              AuthenticationResults.parse(text, RESULTS)
                  .ifPresent(read ->
                      assertThat(AuthenticationResults.parse(read.value(), RESULTS)).isPresent());
              ArcResults.parse("i=1;" + text, RESULTS);
            }),
        new Case(
            "Authentication-Results in a header",
            "Authentication-Results: mx; dkim=pass\r\n\tx\r\nauthentication-results : (",
            b -> ForgedResults.find(HeaderParser.parse(b), List.of("mx"), RESULTS)),
        new Case("feedback", FEEDBACK, FeedbackReportParser::parseFields),
        new Case("disposition", DISPOSITION, DispositionParser::parseFields),
        new Case(
            "request of disposition",
            "Disposition-Notification-To: Ann <ann@example.org>\r\nAuto-Submitted: no; x\r\n"
                + "Disposition-Notification-Options: a=required,b; c=optional,d\r\n"
                + "Content-Type: text/plain; charset=x\r\n",
            b ->
                NotificationRequest.decide(
                    HeaderParser.parse(b),
                    "ann@example.org",
                    NotificationRequest.Wish.ALWAYS,
                    false)),
        new Case("delivery status", STATUS, DsnParser::parseStatus),
        new Case(
            "BIMI record",
            "v=BIMI1; l=https://example.org/a.svg; a=https://example.org/v.pem; avp=brand",
            b -> BimiRecord.parse(new String(b, ISO_8859_1))),
        new Case("BIMI logo", SVG, IndicatorCheck::problems),
        new Case(
            "public suffixes",
            RULES,
            b -> PublicSuffixList.parse(new String(b, UTF_8), true).organization("a.b.www.ck")),
        new Case("aggregate report", REPORT, b -> AggregateReportParser.parse(b, LIMITS)),
        new Case(
            "report name",
            "mx.example.org!example.com!1013662812!1013749130!id.xml.gz",
            b -> ReportName.parse(new String(b, ISO_8859_1))));
  }

  /** IllegalArgumentException is declared by the list of public suffixes alone. */
  private static void run(Case each, byte[] input, long seed) {
    try {
      each.parser().parse(input);
    } catch (DkimSyntaxException | ReportSyntaxException declared) {
      assertThat(declared.getMessage()).isNotEmpty();
    } catch (RuntimeException | Error wrong) {
      if (!(wrong instanceof IllegalArgumentException && each.name().equals("public suffixes"))) {
        throw new AssertionError(
            "seed " + seed + ", " + each.name() + ": " + HexFormat.of().formatHex(shown(input)),
            wrong);
      }
    }
  }

  private static byte[] shown(byte[] input) {
    return input.length > 2_000 ? Arrays.copyOf(input, 2_000) : input;
  }

  @TestFactory
  List<DynamicTest> parsersSurviveAnything() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case each : cases()) {
      tests.add(
          DynamicTest.dynamicTest(
              each.name(),
              () -> {
                long seed = System.nanoTime();
                Random random = new Random(seed);
                byte[] start = each.seed().getBytes(UTF_8);
                run(each, start, seed);
                for (int round = 0; round < ROUNDS; round++) {
                  run(each, mutated(start, random), seed);
                }
              }));
    }
    return tests;
  }

  /** One thing a hundred thousand times: what isn't linear would take hours. */
  @TestFactory
  List<DynamicTest> parsersTakeTimeByLengthOnly() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case each : cases()) {
      tests.add(
          DynamicTest.dynamicTest(
              each.name(),
              () -> {
                for (String piece :
                    List.of(
                        "(",
                        "\"",
                        "\\",
                        ";",
                        "a=b;",
                        "a=",
                        "<",
                        "<a>",
                        "&",
                        "&lt;",
                        " ",
                        "\r\n",
                        "\r\n\r\n",
                        "x: y\r\n",
                        ":",
                        ",",
                        "!",
                        "%41",
                        ".",
                        "a.",
                        "/",
                        "i=1;",
                        "<a b='c'/>",
                        "\u0000",
                        "\u00e4")) {
                  String many = piece.repeat(100_000 / piece.length());
                  run(each, many.getBytes(UTF_8), 0);
                  run(each, (each.seed() + many).getBytes(UTF_8), 0);
                }
              }));
    }
    return tests;
  }

  @Test
  void chainsThatAreTamperedWithNeverPass() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String set =
        "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=example.org; s=sel; t=1800000000; b=AAAA\r\n"
            + "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org;\r\n"
            + "\ts=sel; h=from:to; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=BBBB\r\n"
            + "ARC-Authentication-Results: i=1; mx; none\r\n";
    byte[] start =
        (set.replace("i=1", "i=2").replace("none; d", "pass; d") + set + "From: a@b\r\n\r\n")
            .getBytes(UTF_8);
    TxtZone zone =
        new TxtZone()
            .with(
                "sel._domainkey.example.org",
                "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    ArcVerifier verifier = new ArcVerifier(zone, DkimLimits.DEFAULT, DkimPolicy.DEFAULT);
    for (int round = 0; round < ROUNDS; round++) {
      Messages message = Messages.of(mutated(start, random));
      ArcChain chain = verifier.verify(message.header(), message.body(), 1_800_000_000L);
      assertThat(chain.status()).as("seed %d", seed).isNotEqualTo(ChainValidation.PASS);
      assertThat(chain.highest()).isBetween(0, 50);
    }
  }

  @Test
  void containersThatAreTamperedWithEnd() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      for (String name : Set.of("a/", "b.xml")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(REPORT.getBytes(UTF_8));
      }
    }
    for (Map.Entry<String, byte[]> start :
        Map.of("gzip", ReportContainer.gzip(REPORT.getBytes(UTF_8)), "zip", zip.toByteArray())
            .entrySet()) {
      Case each = new Case(start.getKey(), "", bytes -> AggregateReportParser.parse(bytes, LIMITS));
      for (int round = 0; round < ROUNDS; round++) {
        run(each, mutated(start.getValue(), random), seed);
      }
    }
  }

  /** Some octets changed, taken out, doubled, cut off; now and then nothing but noise. */
  private static byte[] mutated(byte[] start, Random random) {
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] structural = "=;:,.\"\\()<>@/ \t\r\n%&!i0\u0000".getBytes(UTF_8);
    byte[] bytes = start.clone();
    for (int changes = 1 + random.nextInt(5); changes > 0 && bytes.length > 2; changes--) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(bytes.length - at, 1 + random.nextInt(30));
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = structural[random.nextInt(structural.length)];
        case 2 -> bytes = spliced(bytes, at, at + length, new byte[0]);
        case 3 -> bytes = spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
        default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
    out.write(bytes, 0, from);
    out.writeBytes(middle);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
