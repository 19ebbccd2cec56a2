package org.angarium.server.event;

import java.text.MessageFormat;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.angarium.server.event.Event.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Where libraries log to. They speak SLF4J or the JDK's logging; both end here, from WARNING up, as
 * {@code server.library-message} events: one log, one form, no lines past it.
 */
public final class LibraryLog extends Handler {
  private final EventSink events;

  private LibraryLog(EventSink events) {
    this.events = events;
    setLevel(Level.WARNING);
  }

  /** Takes the place of whatever the JDK's root logger was set up with; process-wide. */
  public static void install(EventSink events) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
    root.addHandler(new LibraryLog(events));
  }

  @Override
  public void publish(LogRecord entry) {
    if (!isLoggable(entry)) {
      return;
    }
    Throwable thrown = entry.getThrown();
    events.emit(
        new ServerEvent.LibraryMessage(
            entry.getLevel().intValue() >= Level.SEVERE.intValue()
                ? Severity.ERROR
                : Severity.WARNING,
            entry.getLoggerName() == null ? "unknown" : entry.getLoggerName(),
            message(entry),
            thrown == null ? null : thrown.toString()));
  }

  private static String message(LogRecord entry) {
    @Nullable Object @Nullable [] parameters = entry.getParameters();
    String message = entry.getMessage();
    if (message == null || parameters == null || parameters.length == 0) {
      return message == null ? "" : message;
    }
    try {
      return MessageFormat.format(message, parameters);
    } catch (IllegalArgumentException malformed) {
      return message;
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
