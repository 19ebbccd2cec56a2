package org.angarium.server.event;

/**
 * An event and when it happened.
 *
 * @param micros since 1970-01-01T00:00Z
 */
public record TimedEvent(long micros, Event event) {}
