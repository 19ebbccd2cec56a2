package org.angarium.mail.dmarc.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.mail.dmarc.DmarcPolicy;
import org.angarium.mail.report.ReportSyntaxException;
import org.angarium.mail.xml.XmlLimits;
import org.angarium.mail.xml.XmlReader;
import org.angarium.mail.xml.XmlSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads aggregate reports, of RFC 9990 and of RFC 7489 (Appendix C), whatever the order of elements
 * and the name space, for reporters are free with both. Unknown elements, extensions among them,
 * are passed over; what the schema requires must be there, but for a signature's selector.
 */
public final class AggregateReportParser {
  private static final int ATTRIBUTES = 32;

  private final XmlReader xml;
  private final ReportLimits limits;

  private AggregateReportParser(byte[] document, ReportLimits limits) throws XmlSyntaxException {
    this.limits = limits;
    this.xml =
        new XmlReader(
            document,
            new XmlLimits(limits.depth(), limits.elements(), ATTRIBUTES, limits.textLength()));
  }

  /** Reads a report, unpacked or in its container. */
  public static AggregateReport parse(byte[] report, ReportLimits limits)
      throws ReportSyntaxException {
    byte[] document = ReportContainer.unpack(report, limits);
    try {
      AggregateReportParser parser = new AggregateReportParser(document, limits);
      if (!parser.xml.nextChild() || !parser.xml.name().equals("feedback")) {
        throw new ReportSyntaxException("not an aggregate report");
      }
      return parser.feedback();
    } catch (XmlSyntaxException e) {
      throw new ReportSyntaxException(e.problem());
    }
  }

  private AggregateReport feedback() throws XmlSyntaxException, ReportSyntaxException {
    Texts metadata = null;
    AggregateReport.Policy policy = null;
    List<AggregateReport.ReportRecord> records = new ArrayList<>();
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "report_metadata" -> metadata = metadata();
        case "policy_published" -> policy = policy();
        case "record" -> {
          if (records.size() >= limits.records()) {
            throw new ReportSyntaxException("too many records");
          }
          records.add(record());
        }
        default -> xml.skip();
      }
    }
    if (metadata == null || policy == null) {
      throw new ReportSyntaxException("report without metadata or policy");
    }
    if (records.isEmpty()) {
      throw new ReportSyntaxException("report without records");
    }
    return new AggregateReport(
        metadata.required("org_name"),
        metadata.required("email"),
        metadata.text("extra_contact_info"),
        metadata.required("report_id"),
        metadata.number("begin"),
        metadata.number("end"),
        metadata.errors,
        metadata.text("generator"),
        policy,
        records);
  }

  /** The texts of elements that occur once, by name; the first counts. */
  private static final class Texts {
    private final Map<String, String> texts = new HashMap<>();
    private final List<String> errors = new ArrayList<>(0);

    @Nullable String text(String name) {
      return texts.get(name);
    }

    String required(String name) throws ReportSyntaxException {
      String text = texts.get(name);
      if (text == null) {
        throw new ReportSyntaxException("no " + name);
      }
      return text;
    }

    String word(String name) throws ReportSyntaxException {
      return required(name).toLowerCase(Locale.ROOT);
    }

    long number(String name) throws ReportSyntaxException {
      String digits = required(name);
      if (digits.isEmpty()
          || digits.length() > 15
          || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw new ReportSyntaxException(name + " is no number");
      }
      return Long.parseLong(digits);
    }
  }

  /** The texts of the open element's children, and of theirs where an element only groups. */
  private Texts texts(String group) throws XmlSyntaxException {
    Texts found = new Texts();
    int groups = 0;
    while (true) {
      if (!xml.nextChild()) {
        if (groups == 0) {
          return found;
        }
        groups--;
      } else if (xml.name().equals(group)) {
        groups++;
      } else {
        String name = xml.name();
        String text = xml.text().strip();
        if (name.equals("error") && found.errors.size() < limits.results()) {
          found.errors.add(text);
        }
        found.texts.putIfAbsent(name, text);
      }
    }
  }

  private Texts metadata() throws XmlSyntaxException {
    return texts("date_range");
  }

  private AggregateReport.Policy policy() throws XmlSyntaxException, ReportSyntaxException {
    Texts texts = texts("");
    DmarcPolicy policy = DmarcPolicy.of(texts.required("p"));
    if (policy == null) {
      throw new ReportSyntaxException("unknown policy");
    }
    return new AggregateReport.Policy(
        texts.required("domain"),
        policy,
        DmarcPolicy.of(texts.text("sp")),
        DmarcPolicy.of(texts.text("np")),
        "s".equalsIgnoreCase(texts.text("adkim")),
        "s".equalsIgnoreCase(texts.text("aspf")),
        texts.text("pct") == null ? -1 : (int) Math.min(100, texts.number("pct")),
        texts.text("fo"),
        "y".equalsIgnoreCase(texts.text("testing")),
        texts.text("discovery_method"));
  }

  private AggregateReport.ReportRecord record() throws XmlSyntaxException, ReportSyntaxException {
    Texts row = new Texts();
    Texts identifiers = new Texts();
    List<AggregateReport.Reason> reasons = new ArrayList<>(1);
    List<AggregateReport.DkimOutcome> dkim = new ArrayList<>(2);
    List<AggregateReport.SpfOutcome> spf = new ArrayList<>(1);
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "row" -> row = row(reasons);
        case "identifiers", "identities" -> identifiers = texts("");
        case "auth_results" -> results(dkim, spf);
        default -> xml.skip();
      }
    }
    return new AggregateReport.ReportRecord(
        row.required("source_ip"),
        row.number("count"),
        row.word("disposition"),
        row.word("dkim").equals("pass"),
        row.word("spf").equals("pass"),
        reasons,
        identifiers.required("header_from"),
        identifiers.text("envelope_from"),
        identifiers.text("envelope_to"),
        dkim,
        spf);
  }

  private Texts row(List<AggregateReport.Reason> reasons)
      throws XmlSyntaxException, ReportSyntaxException {
    Texts row = new Texts();
    boolean inPolicy = false;
    while (true) {
      if (!xml.nextChild()) {
        if (!inPolicy) {
          return row;
        }
        inPolicy = false;
      } else if (!inPolicy && xml.name().equals("policy_evaluated")) {
        inPolicy = true;
      } else if (xml.name().equals("reason")) {
        Texts reason = texts("");
        checkRoom(reasons);
        reasons.add(new AggregateReport.Reason(reason.word("type"), reason.text("comment")));
      } else {
        String name = xml.name();
        row.texts.putIfAbsent(name, xml.text().strip());
      }
    }
  }

  private void results(List<AggregateReport.DkimOutcome> dkim, List<AggregateReport.SpfOutcome> spf)
      throws XmlSyntaxException, ReportSyntaxException {
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "dkim" -> {
          Texts texts = texts("");
          checkRoom(dkim);
          dkim.add(
              new AggregateReport.DkimOutcome(
                  texts.required("domain"),
                  texts.text("selector"),
                  texts.word("result"),
                  texts.text("human_result")));
        }
        case "spf" -> {
          Texts texts = texts("");
          checkRoom(spf);
          spf.add(
              new AggregateReport.SpfOutcome(
                  texts.required("domain"),
                  texts.text("scope"),
                  texts.word("result"),
                  texts.text("human_result")));
        }
        default -> xml.skip();
      }
    }
  }

  private void checkRoom(List<?> list) throws ReportSyntaxException {
    if (list.size() >= limits.results()) {
      throw new ReportSyntaxException("too many results in a record");
    }
  }
}
