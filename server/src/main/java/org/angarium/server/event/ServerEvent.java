package org.angarium.server.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happens to the process as a whole. */
public sealed interface ServerEvent extends Event {

  @Override
  default Severity severity() {
    return Severity.INFO;
  }

  /** The process began to start. */
  record Starting(String version, String node, String dataFolder) implements ServerEvent {
    @Override
    public String name() {
      return "server.starting";
    }

    @Override
    public String text() {
      return "The server starts";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.VERSION, version);
      visitor.field(Field.NODE, node);
      visitor.field(Field.DATA_FOLDER, dataFolder);
    }
  }

  /** All listeners are up. */
  record Ready(long millis) implements ServerEvent {
    @Override
    public String name() {
      return "server.ready";
    }

    @Override
    public String text() {
      return "All listeners are up";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.duration(Field.DURATION, millis * 1000);
    }
  }

  /** The server was asked to stop. */
  record Stopping() implements ServerEvent {
    @Override
    public String name() {
      return "server.stopping";
    }

    @Override
    public String text() {
      return "The server stops";
    }

    @Override
    public void fields(FieldVisitor visitor) {}
  }

  /** Everything is closed. */
  record Stopped(long millis) implements ServerEvent {
    @Override
    public String name() {
      return "server.stopped";
    }

    @Override
    public String text() {
      return "The server has stopped; everything accepted is on disk";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.duration(Field.DURATION, millis * 1000);
    }
  }

  /** A part did not close as it should; the others were closed all the same. */
  record CloseFailed(String part, String cause) implements ServerEvent {
    @Override
    public String name() {
      return "server.close-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "A part of the server could not be closed";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.PART, part);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** More events came than could be written. */
  record EventsDropped(long events) implements ServerEvent {
    @Override
    public String name() {
      return "server.events-dropped";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Events came faster than they could be written and were dropped";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.EVENTS, events);
    }
  }

  /** Message traces could not be written; mail is not touched by it. */
  record TraceFailed(String cause) implements ServerEvent {
    @Override
    public String name() {
      return "server.trace-failed";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Traces of messages could not be written";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** A library we use has something to say. */
  record LibraryMessage(Severity severity, String library, String message, @Nullable String cause)
      implements ServerEvent {
    @Override
    public String name() {
      return "server.library-message";
    }

    @Override
    public String text() {
      return "A library reports";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.LIBRARY, library);
      visitor.field(Field.MESSAGE, message);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** The disk is nearly full and messages are refused; said once a minute at most. */
  record DiskNearlyFull(long usable, long reserve, long refused) implements ServerEvent {
    @Override
    public String name() {
      return "server.disk-nearly-full";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "The disk is nearly full: new messages are refused until there is room";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.USABLE, usable);
      visitor.field(Field.RESERVE, reserve);
      visitor.field(Field.REFUSED_MESSAGES, refused);
    }
  }

  /** The store cannot be written, or can be again. */
  record StoreWrites(boolean possible, @Nullable String cause) implements ServerEvent {
    @Override
    public String name() {
      return possible ? "server.store-writes-again" : "server.store-read-only";
    }

    @Override
    public Severity severity() {
      return possible ? Severity.INFO : Severity.ERROR;
    }

    @Override
    public String text() {
      return possible
          ? "The store can be written again"
          : "The store can only be read at present; it is opened again as soon as that is possible";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CAUSE, cause);
    }
  }

  /**
   * An administrator changed something.
   *
   * @param actor the actor's name
   * @param proof how it showed what it is: {@code token}, {@code password}
   * @param before members that are others now, as a JSON object without secrets; or null
   * @param after the same members as they are now
   */
  record Administered(
      String actor,
      String proof,
      String action,
      String target,
      @Nullable String before,
      @Nullable String after)
      implements ServerEvent {
    @Override
    public String name() {
      return "server.administered";
    }

    @Override
    public String text() {
      return "An administrator changed something";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ACTOR, actor);
      visitor.field(Field.PROOF, proof);
      visitor.field(Field.ACTION, action);
      visitor.field(Field.TARGET, target);
      visitor.field(Field.BEFORE, before);
      visitor.field(Field.AFTER, after);
    }
  }

  /**
   * Somebody asked for what they have no right to; nothing was done.
   *
   * @param reason {@code no-right}, {@code out-of-reach} or {@code outranked}
   */
  record AdministrationDenied(
      String actor, String proof, String action, String target, String reason)
      implements ServerEvent {
    @Override
    public String name() {
      return "server.administration-denied";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "Administration without the right to it was refused";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ACTOR, actor);
      visitor.field(Field.PROOF, proof);
      visitor.field(Field.ACTION, action);
      visitor.field(Field.TARGET, target);
      visitor.field(Field.REASON, reason);
    }
  }

  /** A request to the administration failed for a reason that is not the caller's. */
  record RequestFailed(String method, String path, String cause) implements ServerEvent {
    @Override
    public String name() {
      return "server.request-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "A request failed inside the server";
    }

    @Override
    public boolean mayFlood() {
      return true;
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.METHOD, method.toUpperCase(Locale.ROOT));
      visitor.field(Field.PATH, path);
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** A file of the data folder was damaged or missing, and another one was put in its place. */
  record FileMended(String file, String cause, String remedy) implements ServerEvent {
    @Override
    public String name() {
      return "server.file-mended";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "A file of the data folder was missing or damaged and has been replaced";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.FILE, file);
      visitor.field(Field.CAUSE, cause);
      visitor.field(Field.REMEDY, remedy);
    }
  }

  /** What deleted accounts left could not be removed. */
  record BurialFailed(String cause) implements ServerEvent {
    @Override
    public String name() {
      return "server.burial-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "Mail of deleted accounts could not be removed; it is tried again at the next start";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.CAUSE, cause);
    }
  }

  /** The log left out repetitions of an event; metrics and traces have them all. */
  record EventsRepeated(String event, long events) implements ServerEvent {
    @Override
    public String name() {
      return "server.events-repeated";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "An event happened more often than it was written";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.EVENT, event);
      visitor.field(Field.EVENTS, events);
    }
  }

  /** A task of housekeeping failed; it is tried again when its turn comes. */
  record HousekeepingFailed(String task, String cause) implements ServerEvent {
    @Override
    public String name() {
      return "server.housekeeping-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "A task of housekeeping failed, it is tried again";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.TASK, task);
      visitor.field(Field.CAUSE, cause);
    }
  }
}
