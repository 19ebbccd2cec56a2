package org.angarium.server.config;

/** How log lines look. */
public enum LogFormat {
  /** For eyes: time, level, event, text, {@code name=value} fields. */
  HUMAN,
  /** One JSON object a line. */
  JSON
}
