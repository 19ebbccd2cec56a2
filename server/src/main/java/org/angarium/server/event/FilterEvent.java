package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** What judgement came to. */
public sealed interface FilterEvent extends Event {

  /**
   * A message was judged.
   *
   * @param verdict in a word, by the settings of the site
   * @param score the sum of the findings' scores
   * @param findings their names, with a space between them
   * @param evidence all that is known of them, as a JSON array, within bounds
   * @param micros how long it took
   */
  record Judged(
      @Nullable String session,
      String messageTrace,
      String verdict,
      String score,
      String findings,
      String evidence,
      long micros)
      implements FilterEvent {
    @Override
    public String name() {
      return "filter.judged";
    }

    @Override
    public Severity severity() {
      return Severity.DEBUG;
    }

    @Override
    public String text() {
      return "Message judged";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.VERDICT, verdict);
      visitor.field(Field.SCORE, score);
      visitor.field(Field.FINDINGS, findings);
      visitor.field(Field.EVIDENCE, evidence);
      visitor.duration(Field.DURATION, micros);
    }
  }

  /** A list that is asked by DNS is out of order. */
  record ListSetAside(String zone, String cause) implements FilterEvent {
    @Override
    public String name() {
      return "filter.list-set-aside";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "A DNS list is out of order and does not count";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, zone);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** A list that was set aside is in order again. */
  record ListTakenBack(String zone) implements FilterEvent {
    @Override
    public String name() {
      return "filter.list-taken-back";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "A DNS list is in order again";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, zone);
    }
  }
}
