package org.angarium.mail.dmarc.report;

import java.nio.charset.StandardCharsets;
import org.angarium.mail.dmarc.DmarcPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Writes aggregate reports by RFC 9990 §3.1.1. The same report gives the same bytes. Elements stand
 * in the order that the schema of RFC 7489 wants as well, so that its readers understand them. What
 * only that schema has, a percentage and the scope {@code helo}, is left out.
 */
public final class AggregateReportWriter {
  private final StringBuilder out = new StringBuilder(4096);
  private int depth;

  private AggregateReportWriter() {}

  /** The report as an XML document in UTF-8. */
  public static byte[] xml(AggregateReport report) {
    AggregateReportWriter writer = new AggregateReportWriter();
    writer.report(report);
    return writer.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void report(AggregateReport report) {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.append("<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\">\n");
    depth++;
    element("version", "1.0");
    open("report_metadata");
    element("org_name", report.organization());
    element("email", report.email());
    optional("extra_contact_info", report.contact());
    element("report_id", report.reportId());
    open("date_range");
    element("begin", String.valueOf(report.begin()));
    element("end", String.valueOf(report.end()));
    close("date_range");
    if (!report.errors().isEmpty()) {
      element("error", String.join("; ", report.errors())); // one at most (§3.1.1.3)
    }
    optional("generator", report.generator());
    close("report_metadata");
    policy(report.policy());
    for (AggregateReport.ReportRecord record : report.records()) {
      record(record);
    }
    depth--;
    out.append("</feedback>\n");
  }

  private void policy(AggregateReport.Policy policy) {
    open("policy_published");
    element("domain", policy.domain());
    optional("discovery_method", policy.discovery());
    element("adkim", policy.strictDkim() ? "s" : "r");
    element("aspf", policy.strictSpf() ? "s" : "r");
    element("p", policy.policy().toString());
    optional("sp", word(policy.subdomains()));
    optional("np", word(policy.nonexistent()));
    optional("fo", policy.failureOptions());
    element("testing", policy.testing() ? "y" : "n");
    close("policy_published");
  }

  private static @Nullable String word(@Nullable DmarcPolicy policy) {
    return policy == null ? null : policy.toString();
  }

  private void record(AggregateReport.ReportRecord record) {
    open("record");
    open("row");
    element("source_ip", record.sourceIp());
    element("count", String.valueOf(record.count()));
    open("policy_evaluated");
    element("disposition", record.disposition());
    element("dkim", record.dkimAligned() ? "pass" : "fail");
    element("spf", record.spfAligned() ? "pass" : "fail");
    for (AggregateReport.Reason reason : record.reasons()) {
      open("reason");
      element("type", reason.type());
      optional("comment", reason.comment());
      close("reason");
    }
    close("policy_evaluated");
    close("row");
    open("identifiers");
    optional("envelope_to", record.envelopeTo());
    optional("envelope_from", record.envelopeFrom());
    element("header_from", record.headerFrom());
    close("identifiers");
    open("auth_results");
    for (AggregateReport.DkimOutcome dkim : record.dkim()) {
      open("dkim");
      element("domain", dkim.domain());
      optional("selector", dkim.selector());
      element("result", dkim.result());
      optional("human_result", dkim.humanResult());
      close("dkim");
    }
    for (AggregateReport.SpfOutcome spf : record.spf()) {
      open("spf");
      element("domain", spf.domain());
      if ("mfrom".equals(spf.scope())) {
        element("scope", "mfrom");
      }
      element("result", spf.result());
      optional("human_result", spf.humanResult());
      close("spf");
    }
    close("auth_results");
    close("record");
  }

  private void open(String name) {
    indent().append('<').append(name).append(">\n");
    depth++;
  }

  private void close(String name) {
    depth--;
    indent().append("</").append(name).append(">\n");
  }

  private void optional(String name, @Nullable String text) {
    if (text != null) {
      element(name, text);
    }
  }

  private void element(String name, String text) {
    indent().append('<').append(name).append('>');
    text(text);
    out.append("</").append(name).append(">\n");
  }

  private StringBuilder indent() {
    return out.repeat(' ', 2 * depth);
  }

  /** Escapes what XML gives a meaning, and replaces what it has no way to write (XML 1.0 §2.2). */
  private void text(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '\r', '\n', '\t' -> out.append(' ');
        default -> {
          boolean writable =
              (c >= ' ' && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) || c >= 0x10000;
          out.appendCodePoint(writable ? c : 0xfffd);
        }
      }
    }
  }
}
