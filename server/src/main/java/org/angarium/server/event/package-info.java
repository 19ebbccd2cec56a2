/**
 * The one vocabulary in which the server says what happens.
 *
 * <p>Every head and service owns a topic: a sealed interface with one record per event ({@link
 * org.angarium.server.event.ServerEvent} is the process's own). Name and text of an event are
 * constant; what varies is in its fields. The same event becomes a log line, a count in the metrics
 * and a step in the trace of a message, so all three speak the same words, and a search for {@code
 * smtp.message-accepted} finds the code, the manual, the dashboard and the log.
 *
 * <p>The way of an event: a session calls {@link org.angarium.server.event.EventSink#emit} on its
 * own virtual thread. {@link org.angarium.server.event.EventWriter} stamps it with the time, puts
 * it into a bounded queue and returns, in well under a microsecond. One platform thread takes what
 * has gathered and gives it in batches to the log ({@link org.angarium.server.event.LogWriter}) and
 * the message traces. Where the log cannot be written as fast as events come (a full disk, a
 * blocked pipe), events are dropped and counted, and a {@code server.events-dropped} event says how
 * many: mail never waits for its log. Counts of events are kept at the moment of emission ({@link
 * org.angarium.server.event.Metrics}) and are exact even then.
 *
 * <p>Fields never hold passwords, message contents or more than addresses, sizes, codes and ids.
 * Text from peers is written with control characters escaped, so that nobody forges a line.
 */
@NullMarked
package org.angarium.server.event;

import org.jspecify.annotations.NullMarked;
