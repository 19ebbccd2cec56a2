package org.angarium.mail.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * The policies on the way from a domain to the root. A domain of more than eight labels is asked
 * itself, then from seven labels on, so that no name costs more than eight questions.
 *
 * @param steps the records found, from the domain upwards
 * @param unanswered what DNS said when it didn't answer, or null
 */
record TreeWalk(String domain, List<Step> steps, @Nullable String unanswered) {
  private static final int LABELS = 8;

  /** A record and where it lies. */
  record Step(String domain, DmarcRecord record) {}

  static TreeWalk from(String domain, DnsResolver dns) {
    List<Step> steps = new ArrayList<>(2);
    String name = domain;
    while (true) {
      DnsAnswer<String> answer = dns.txt("_dmarc." + name);
      if (answer instanceof DnsAnswer.Unanswered<String>(String reason)) {
        return new TreeWalk(domain, steps, reason);
      }
      Optional<DmarcRecord> record = only(answer.recordsOrNone());
      if (record.isPresent()) {
        steps.add(new Step(name, record.get()));
        if (record.get().suffix() != 'u') {
          break;
        }
      }
      int drop = Math.max(1, labels(name) - (LABELS - 1));
      for (; drop > 0 && !name.isEmpty(); drop--) {
        name = parent(name);
      }
      if (name.isEmpty()) {
        break;
      }
    }
    return new TreeWalk(domain, steps, null);
  }

  /** Several policies at one name are none. */
  private static Optional<DmarcRecord> only(List<String> texts) {
    String policy = null;
    for (String text : texts) {
      if (DmarcRecord.isPolicy(text)) {
        if (policy != null) {
          return Optional.empty();
        }
        policy = text;
      }
    }
    return policy == null ? Optional.empty() : DmarcRecord.parse(policy);
  }

  /** The organisation's domain. */
  String organization() {
    for (Step step : steps) {
      if (step.record.suffix() == 'n') {
        return step.domain;
      }
      if (step.record.suffix() == 'y' && !step.domain.equals(domain)) {
        return below(step.domain);
      }
    }
    return steps.isEmpty() ? domain : steps.getLast().domain;
  }

  /** The record at a domain, or null. */
  @Nullable DmarcRecord at(String name) {
    for (Step step : steps) {
      if (step.domain.equals(name)) {
        return step.record;
      }
    }
    return null;
  }

  /** One label below an ancestor, towards the domain. */
  private String below(String ancestor) {
    int end = domain.length() - ancestor.length() - 1;
    return domain.substring(domain.lastIndexOf('.', end - 1) + 1);
  }

  private static int labels(String name) {
    int labels = 1;
    for (int i = 0; i < name.length(); i++) {
      labels += name.charAt(i) == '.' ? 1 : 0;
    }
    return labels;
  }

  private static String parent(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1);
  }
}
