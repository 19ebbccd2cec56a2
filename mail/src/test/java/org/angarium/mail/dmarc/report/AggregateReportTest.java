package org.angarium.mail.dmarc.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.angarium.mail.dmarc.DmarcPolicy;
import org.angarium.mail.report.ReportSyntaxException;
import org.junit.jupiter.api.Test;

class AggregateReportTest {
  private static final ReportLimits SMALL = new ReportLimits(100_000, 50_000, 5, 8, 400, 2_000, 4);

  static final AggregateReport REPORT =
      new AggregateReport(
          "Example <&> \"Corp\" ]]>",
          "dmarc@example.net",
          "https://example.net/?a=1&b=2",
          "1721054318-example.com@example.net",
          302832000,
          302918399,
          List.of("rua is \u00fcbel"),
          "Angarium 1.0",
          new AggregateReport.Policy(
              "example.com",
              DmarcPolicy.REJECT,
              DmarcPolicy.QUARANTINE,
              DmarcPolicy.NONE,
              true,
              false,
              -1,
              "1:d",
              true,
              "treewalk"),
          List.of(
              new AggregateReport.ReportRecord(
                  "192.0.2.123",
                  123,
                  "quarantine",
                  false,
                  false,
                  List.of(
                      new AggregateReport.Reason("policy_test_mode", null),
                      new AggregateReport.Reason("other", "a \u4e2d & b")),
                  "example.com",
                  "",
                  "example.net",
                  List.of(
                      new AggregateReport.DkimOutcome("example.com", "s1", "fail", "body changed"),
                      new AggregateReport.DkimOutcome("example.org", "s2", "pass", null)),
                  List.of(new AggregateReport.SpfOutcome("example.org", "mfrom", "pass", null))),
              new AggregateReport.ReportRecord(
                  "2001:db8::1",
                  1,
                  "pass",
                  true,
                  true,
                  List.of(),
                  "sub.example.com",
                  null,
                  null,
                  List.of(),
                  List.of())));

  private static AggregateReport read(String xml) throws ReportSyntaxException {
    return AggregateReportParser.parse(xml.getBytes(UTF_8), SMALL);
  }

  private static String written() {
    return new String(AggregateReportWriter.xml(REPORT), UTF_8);
  }

  static byte[] zip(String... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        out.putNextEntry(new ZipEntry(namesAndContents[i]));
        out.write(namesAndContents[i + 1].getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void whatIsWrittenIsReadBack() throws ReportSyntaxException {
    assertThat(read(written())).isEqualTo(REPORT);
    assertThat(AggregateReportWriter.xml(REPORT)).isEqualTo(AggregateReportWriter.xml(REPORT));
    assertThat(
            AggregateReportParser.parse(
                written().replace("UTF-8", "UTF-16").getBytes(UTF_16), SMALL))
        .isEqualTo(REPORT);
  }

  @Test
  void encodingsAreThoseThatReportersUse() throws ReportSyntaxException {
    String latin = written().replace("\u4e2d", "\u00e4").replace("UTF-8", "ISO-8859-1");
    assertThat(AggregateReportParser.parse(latin.getBytes(ISO_8859_1), SMALL).errors())
        .containsExactly("rua is \u00fcbel");
    assertThat(read("\ufeff" + written())).isEqualTo(REPORT);
    byte[] wrong = written().replace("\u4e2d", "\u00e4").getBytes(ISO_8859_1);
    assertThatThrownBy(() -> AggregateReportParser.parse(wrong, SMALL))
        .isInstanceOf(ReportSyntaxException.class);
    assertThatThrownBy(() -> read(written().replace("UTF-8", "EBCDIC-CP-US")))
        .isInstanceOf(ReportSyntaxException.class);
  }

  @Test
  void theFileLooksAsTheSchemaWants() {
    assertThat(written())
        .startsWith(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">
              <version>1.0</version>
              <report_metadata>
                <org_name>Example &lt;&amp;&gt; "Corp" ]]&gt;</org_name>
            """)
        .containsSubsequence(
            "<policy_published>",
            "<domain>example.com</domain>",
            "<adkim>s</adkim>",
            "<p>reject</p>",
            "<sp>quarantine</sp>",
            "<np>none</np>",
            "<testing>y</testing>",
            "<record>",
            "<row>",
            "<disposition>quarantine</disposition>",
            "<identifiers>",
            "<envelope_from></envelope_from>",
            "<auth_results>",
            "<dkim>",
            "<spf>");
  }

  @Test
  void textCannotBreakOut() throws ReportSyntaxException {
    AggregateReport evil =
        new AggregateReport(
            "</org_name><x>\u0000\ud800\ufffe\u0007",
            "a\r\nb",
            null,
            "i",
            0,
            1,
            List.of(),
            null,
            REPORT.policy(),
            REPORT.records());
    AggregateReport read = AggregateReportParser.parse(AggregateReportWriter.xml(evil), SMALL);
    assertThat(read.organization()).isEqualTo("</org_name><x>\ufffd\ufffd\ufffd\ufffd");
    assertThat(read.email()).isEqualTo("a  b");
  }

  @Test
  void reportsByTheOldStandardAreRead() throws ReportSyntaxException {
    // Without a name space, elements in another order, pct and sampled_out, no selector (RFC 7489)
    AggregateReport report =
        read(
            """
            <?xml version="1.0"?>
            <feedback><policy_published><p>none</p><domain>example.com</domain><pct>50</pct></policy_published>
            <report_metadata><date_range><end>2</end><begin>1</begin></date_range><report_id> 7 </report_id>
            <email>x@y</email><org_name>o</org_name></report_metadata>
            <record><auth_results><spf><domain>a</domain><scope>helo</scope><result>SoftFail</result></spf>
            <dkim><domain>b</domain><result>pass</result></dkim></auth_results>
            <identifiers><header_from>example.com</header_from></identifiers>
            <row><count>3</count><policy_evaluated><spf>fail</spf><reason><type>sampled_out</type></reason>
            <dkim>pass</dkim><disposition>none</disposition></policy_evaluated><source_ip>192.0.2.1</source_ip></row>
            <x:extra xmlns:x="urn:x"><x:deep><x:er/></x:deep></x:extra></record></feedback>
            """);
    assertThat(report.reportId()).isEqualTo("7");
    assertThat(report.policy().percent()).isEqualTo(50);
    AggregateReport.ReportRecord record = report.records().getFirst();
    assertThat(record.dkimAligned()).isTrue();
    assertThat(record.reasons())
        .extracting(AggregateReport.Reason::type)
        .containsExactly("sampled_out");
    assertThat(record.spf().getFirst().result()).isEqualTo("softfail");
    assertThat(record.dkim().getFirst().selector()).isNull();
  }

  @Test
  void whatOnlyTheOldSchemaHasIsNotWritten() {
    // RFC 9990 Appendix A: no pct, one error, no scope but mfrom
    AggregateReport.Policy policy =
        new AggregateReport.Policy(
            "example.com", DmarcPolicy.NONE, null, null, false, false, 50, null, false, null);
    AggregateReport.ReportRecord record =
        new AggregateReport.ReportRecord(
            "192.0.2.1",
            1,
            "none",
            false,
            false,
            List.of(),
            "example.com",
            null,
            null,
            List.of(),
            List.of(new AggregateReport.SpfOutcome("a.example", "helo", "fail", null)));
    String xml =
        new String(
            AggregateReportWriter.xml(
                new AggregateReport(
                    "o",
                    "e@x.org",
                    null,
                    "1",
                    0,
                    1,
                    List.of("a", "b"),
                    null,
                    policy,
                    List.of(record))),
            UTF_8);
    assertThat(xml).contains("<error>a; b</error>").doesNotContain("pct", "scope");
  }

  @Test
  void whatMustBeThereIs() {
    for (String element :
        List.of(
            "org_name",
            "report_id",
            "begin",
            "p",
            "source_ip",
            "count",
            "header_from",
            "result",
            "record")) {
      String xml =
          written().replace("<" + element + ">", "<not>").replace("</" + element + ">", "</not>");
      assertThatThrownBy(() -> read(xml)).as(element).isInstanceOf(ReportSyntaxException.class);
    }
    for (String xml : List.of("", "<x/>", "<feedback/>", "<feedback>", "hello")) {
      assertThatThrownBy(() -> read(xml)).as(xml).isInstanceOf(ReportSyntaxException.class);
    }
    assertThatThrownBy(() -> read(written().replace(">123<", ">12e3<")))
        .isInstanceOf(ReportSyntaxException.class);
  }

  @Test
  void nothingIsExpandedOrFetched() {
    for (String type :
        List.of(
            "<!DOCTYPE feedback [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>",
            "<!DOCTYPE feedback [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
            "<!DOCTYPE feedback SYSTEM \"http://127.0.0.1:1/x.dtd\">")) {
      String xml = written().replace("<feedback", type + "<feedback");
      assertThatThrownBy(() -> read(xml.replace("1721054318", "&a;")))
          .isInstanceOf(ReportSyntaxException.class);
      assertThatThrownBy(() -> read(xml)).isInstanceOf(ReportSyntaxException.class);
    }
    assertThatThrownBy(() -> read(written().replace("1721054318", "&a;")))
        .isInstanceOf(ReportSyntaxException.class);
  }

  @Test
  void everythingIsBounded() {
    String record =
        written().substring(written().indexOf("  <record>"), written().indexOf("</feedback>"));
    String reason = "<reason><type>other</type></reason>";
    for (String xml :
        List.of(
            written().replace("</feedback>", record.repeat(3) + "</feedback>"),
            written().replace("<org_name>", "<org_name>" + "x".repeat(2_001)),
            written().replace("<org_name>", "<a>".repeat(10) + "</a>".repeat(10) + "<org_name>"),
            written().replace("</feedback>", "<a/>".repeat(400) + "</feedback>"),
            written().replace("</policy_evaluated>", reason.repeat(5) + "</policy_evaluated>"),
            written().replace("<org_name>", "<!--" + "x".repeat(50_000) + "--><org_name>"))) {
      assertThatThrownBy(() -> read(xml)).isInstanceOf(ReportSyntaxException.class);
    }
  }

  @Test
  void containersAreUnpackedWhateverTheyAreCalled() throws ReportSyntaxException, IOException {
    byte[] gzip = ReportContainer.gzip(AggregateReportWriter.xml(REPORT));
    assertThat(AggregateReportParser.parse(gzip, SMALL)).isEqualTo(REPORT);
    assertThat(ReportContainer.gzip(AggregateReportWriter.xml(REPORT))).isEqualTo(gzip);
    assertThat(AggregateReportParser.parse(zip("dir/", "", "x.xml", written()), SMALL))
        .isEqualTo(REPORT);
  }

  @Test
  void bombsDoNotGoOff() throws IOException {
    byte[] zeros = new byte[64 << 20];
    for (byte[] bomb :
        List.of(
            ReportContainer.gzip(zeros),
            zip("a/", "x".repeat(1 << 20), "b.xml", written()),
            zip("a.xml", "x".repeat(1 << 20)),
            new byte[100_001])) {
      assertThatThrownBy(() -> ReportContainer.unpack(bomb, SMALL))
          .isInstanceOf(ReportSyntaxException.class)
          .hasMessageContaining("too large");
    }
    assertThatThrownBy(() -> ReportContainer.unpack(zip(), SMALL))
        .isInstanceOf(ReportSyntaxException.class);
    byte[] torn = ReportContainer.gzip(AggregateReportWriter.xml(REPORT));
    assertThatThrownBy(
            () -> ReportContainer.unpack(java.util.Arrays.copyOf(torn, torn.length / 2), SMALL))
        .isInstanceOf(ReportSyntaxException.class);
  }

  @Test
  void namesFollowTheRule() {
    ReportName name =
        ReportName.parse("mail.Receiver.example!example.com!1013662812!1013749130.xml.gz")
            .orElseThrow();
    assertThat(name.receiver()).isEqualTo("mail.receiver.example");
    assertThat(name).hasToString("mail.receiver.example!example.com!1013662812!1013749130.xml.gz");
    assertThat(name.subject("1@r.example"))
        .isEqualTo(
            "Report Domain: example.com Submitter: mail.receiver.example Report-ID: <1@r.example>");
    assertThat(ReportName.parse("a.b!c.d!1!2!id7.xml").orElseThrow().uniqueId()).isEqualTo("id7");
    for (String wrong :
        List.of(
            "",
            "a!b!1!2",
            "a!b!1.xml",
            "a!b!2!1.xml",
            "a!b!x!2.xml",
            "a!b!1!2.exe",
            "a!b!1!2!i-d.xml",
            "a!b!1!2!i!d.xml",
            "../a!b!1!2.xml",
            "a!b/c!1!2.xml",
            "!!1!2.xml")) {
      assertThat(ReportName.parse(wrong)).as(wrong).isEmpty();
    }
  }
}
