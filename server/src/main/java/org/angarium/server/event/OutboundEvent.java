package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** What happens to mail on its way out. */
public sealed interface OutboundEvent extends Event {

  /** The next host took the message for a recipient. */
  record Delivered(
      String messageTrace,
      String queueId,
      String recipient,
      @Nullable String host,
      String status,
      String reply,
      long seconds)
      implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.delivered";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Message delivered to the next host";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.QUEUE_ID, queueId);
      visitor.field(Field.RECIPIENT, recipient);
      visitor.field(Field.HOST, host);
      visitor.field(Field.STATUS, status);
      visitor.field(Field.REPLY, reply);
      visitor.duration(Field.AGE, seconds * 1_000_000);
    }
  }

  /** A try failed and will be repeated. */
  record Deferred(
      String messageTrace,
      String queueId,
      String recipient,
      @Nullable String host,
      String status,
      String reply,
      long attempts,
      String nextAttempt)
      implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.deferred";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Delivery deferred";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.QUEUE_ID, queueId);
      visitor.field(Field.RECIPIENT, recipient);
      visitor.field(Field.HOST, host);
      visitor.field(Field.STATUS, status);
      visitor.field(Field.REPLY, reply);
      visitor.field(Field.ATTEMPTS, attempts);
      visitor.field(Field.NEXT_ATTEMPT, nextAttempt);
    }
  }

  /** A recipient was given up. */
  record Failed(
      String messageTrace,
      String queueId,
      String recipient,
      @Nullable String host,
      String status,
      String reply)
      implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.failed";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Delivery failed for good";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.QUEUE_ID, queueId);
      visitor.field(Field.RECIPIENT, recipient);
      visitor.field(Field.HOST, host);
      visitor.field(Field.STATUS, status);
      visitor.field(Field.REPLY, reply);
    }
  }

  /** The sender is told what became of a message. */
  record Reported(String messageTrace, String queueId, String sender, long recipients)
      implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.reported";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Delivery status sent to the sender";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.QUEUE_ID, queueId);
      visitor.field(Field.SENDER, sender);
      visitor.field(Field.RECIPIENTS, recipients);
    }
  }

  /** A message that has no sender to be told failed. */
  record Discarded(String messageTrace, String queueId, String recipient) implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.discarded";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Undeliverable message without a sender dropped";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.QUEUE_ID, queueId);
      visitor.field(Field.RECIPIENT, recipient);
    }
  }

  /** The delivery status could not be stored; the recipients stay in the queue until it can. */
  record ReportFailed(String messageTrace, String queueId, @Nullable String cause)
      implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.report-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "Delivery status could not be stored";
    }

    @Override
    public boolean mayFlood() {
      return true;
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.QUEUE_ID, queueId);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** A destination cannot be reached; its mail waits. */
  record DestinationDown(String destination, String cause, String until) implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.destination-down";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Destination cannot be reached";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DESTINATION, destination);
      visitor.field(Field.CAUSE, cause);
      visitor.field(Field.UNTIL, until);
    }
  }

  /** A destination that could not be reached can be reached again. */
  record DestinationUp(String destination) implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.destination-up";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "Destination can be reached again";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DESTINATION, destination);
    }
  }

  /** TLS was offered and failed; the mail goes in clear, as policy allows. */
  record TlsFallback(String host, String address, @Nullable String cause) implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.tls-fallback";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "TLS failed, going on in clear";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.HOST, host);
      visitor.field(Field.ADDRESS, address);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** The clock was set; the times of what waits in the queue go with it. */
  record ClockJumped(long seconds) implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.clock-jumped";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "The clock was set, the queue follows";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.duration(Field.OFFSET, seconds * 1_000_000);
    }
  }

  /** The queue could not be read or written. */
  record StoreFailed(String task, @Nullable String cause) implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.store-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "The queue's store failed";
    }

    @Override
    public boolean mayFlood() {
      return true;
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.TASK, task);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** A fault of the program; the delivery is tried again. */
  record Broken(String task, @Nullable String cause) implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.broken";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "Fault in delivery";
    }

    @Override
    public boolean mayFlood() {
      return true;
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.TASK, task);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /**
   * Records of a message in the queue are damaged. Told once; {@code angarium verify} says more.
   */
  record Unreadable(String queueId) implements OutboundEvent {
    @Override
    public String name() {
      return "outbound.unreadable";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "Records of a queued message cannot be read, it waits for repair";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.QUEUE_ID, queueId);
    }
  }
}
