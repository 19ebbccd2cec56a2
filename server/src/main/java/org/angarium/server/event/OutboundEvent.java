package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** What happens to mail on its way out. */
public sealed interface OutboundEvent extends Event {

  /** The next host took the message for a recipient. */
  record Delivered(
      String trace,
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
      visitor.field("queue-id", queueId);
      visitor.field("recipient", recipient);
      visitor.field("host", host);
      visitor.field("status", status);
      visitor.field("reply", reply);
      visitor.field("seconds", seconds);
    }

    @Override
    public String messageTrace() {
      return trace;
    }
  }

  /** A try failed and will be repeated. */
  record Deferred(
      String trace,
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
      visitor.field("queue-id", queueId);
      visitor.field("recipient", recipient);
      visitor.field("host", host);
      visitor.field("status", status);
      visitor.field("reply", reply);
      visitor.field("attempts", attempts);
      visitor.field("next-attempt", nextAttempt);
    }

    @Override
    public String messageTrace() {
      return trace;
    }
  }

  /** A recipient was given up. */
  record Failed(
      String trace,
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
      visitor.field("queue-id", queueId);
      visitor.field("recipient", recipient);
      visitor.field("host", host);
      visitor.field("status", status);
      visitor.field("reply", reply);
    }

    @Override
    public String messageTrace() {
      return trace;
    }
  }

  /** The sender is told what became of a message. */
  record Reported(String trace, String queueId, String sender, long recipients)
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
      visitor.field("queue-id", queueId);
      visitor.field("sender", sender);
      visitor.field("recipients", recipients);
    }

    @Override
    public String messageTrace() {
      return trace;
    }
  }

  /** A message that has no sender to be told failed. */
  record Discarded(String trace, String queueId, String recipient) implements OutboundEvent {
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
      visitor.field("queue-id", queueId);
      visitor.field("recipient", recipient);
    }

    @Override
    public String messageTrace() {
      return trace;
    }
  }

  /** The delivery status could not be stored; the recipients stay in the queue until it can. */
  record ReportFailed(String trace, String queueId, @Nullable String error)
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
    public void fields(FieldVisitor visitor) {
      visitor.field("queue-id", queueId);
      visitor.field("error", error);
    }

    @Override
    public String messageTrace() {
      return trace;
    }
  }

  /** A destination cannot be reached; its mail waits. */
  record DestinationDown(String destination, String reason, String until) implements OutboundEvent {
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
      visitor.field("destination", destination);
      visitor.field("reason", reason);
      visitor.field("until", until);
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
      visitor.field("destination", destination);
    }
  }

  /** TLS was offered and failed; the mail goes in clear, as policy allows. */
  record TlsFallback(String host, String address, @Nullable String error) implements OutboundEvent {
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
      visitor.field("host", host);
      visitor.field("address", address);
      visitor.field("error", error);
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
      visitor.field("seconds", seconds);
    }
  }

  /** The queue could not be read or written. */
  record StoreFailed(String what, @Nullable String error) implements OutboundEvent {
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
    public void fields(FieldVisitor visitor) {
      visitor.field("what", what);
      visitor.field("error", error);
    }
  }

  /** A fault of the program; the delivery is tried again. */
  record Broken(String what, @Nullable String error) implements OutboundEvent {
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
    public void fields(FieldVisitor visitor) {
      visitor.field("what", what);
      visitor.field("error", error);
    }
  }
}
