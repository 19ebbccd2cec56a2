/**
 * What the server can tell afterwards: the life of one message, step by step.
 *
 * <p>{@link org.angarium.server.report.TraceStore} takes from the stream of events those that are
 * about a message, keeps them in the store beside the mail (apart from it and droppable: a trace is
 * never worth a message), and gives them back by the id under which the message was accepted: the
 * id in the {@code 250} reply, in the {@code Received} field and in every log line.
 *
 * <p>Traces are written on the event writer's thread, a batch of events in one relaxed write, so
 * that a message costs a few microseconds. They are bounded by age and by number; the oldest hour
 * goes first.
 */
@NullMarked
package org.angarium.server.report;

import org.jspecify.annotations.NullMarked;
