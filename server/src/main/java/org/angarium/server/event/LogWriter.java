package org.angarium.server.event;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.angarium.server.event.Event.Severity;

/**
 * Writes events as lines. A batch is written in pieces of some 64 KB, so that pipes are spared;
 * repetitions are counted rather than written ({@link Repetitions}).
 */
public final class LogWriter implements EventBatchSink {
  private static final int PIECE = 64 * 1024;

  private final OutputStream out;
  private final EventFormat format;
  private final Severity least;
  private final InstantSource clock;
  private final Repetitions repetitions = new Repetitions();
  private final StringBuilder text = new StringBuilder();

  /**
   * @param out usually standard error; not closed here
   * @param least events below are not written
   * @param clock tells when a minute of repetitions is over
   */
  public LogWriter(OutputStream out, EventFormat format, Severity least, InstantSource clock) {
    this.clock = clock;
    this.out = out;
    this.format = format;
    this.least = least;
  }

  @Override
  public void take(List<TimedEvent> batch) {
    batch.forEach(event -> {
      if (repetitions.pass(event)) {
        write(event);
      }
    });
    flush();
  }

  @Override
  public void tick() {
    Instant now = clock.instant();
    repetitions.over(now.getEpochSecond() * 1_000_000 + now.getNano() / 1000).forEach(this::write);
    flush();
  }

  private void write(TimedEvent event) {
    if (event.event().severity().compareTo(least) >= 0) {
      format.append(event, text);
      text.append('\n');
      if (text.length() > PIECE) {
        flush();
      }
    }
  }

  private void flush() {
    if (text.isEmpty()) {
      return;
    }
    try {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException closed) {
      // Nobody reads the log any more (a closed pipe): there is no one left to tell.
    }
    text.setLength(0);
  }
}
