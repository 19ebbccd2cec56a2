/**
 * The Sender Rewriting Scheme: mail that is forwarded leaves with a reverse path of the forwarder's
 * own domain, so that SPF holds for it, and bounces find their way back through the forwarder.
 *
 * <p>{@code joe@origin} becomes {@code SRS0=hash=day=origin=joe@forwarder}. A second forwarder does
 * not stack another layer but points to the first: {@code SRS1=hash=forwarder==rest@second}. The
 * hash is keyed, so that nobody can make us relay to an address of their choice, and the day lets
 * old ones expire, so that a harvested one is of no lasting use.
 *
 * <p>Pure and thread-safe; the day is a parameter.
 */
@NullMarked
package org.angarium.mail.srs;

import org.jspecify.annotations.NullMarked;
