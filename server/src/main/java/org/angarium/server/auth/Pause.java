package org.angarium.server.auth;

import java.time.Duration;

/** Keeps an answer back for a time; tests look instead of waiting. */
@FunctionalInterface
public interface Pause {
  /** Sleeps. */
  Pause SLEEP = Thread::sleep;

  void pause(Duration time) throws InterruptedException;
}
