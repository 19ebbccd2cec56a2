/**
 * Listeners and connections: where a byte enters and leaves.
 *
 * <p>A {@link org.angarium.server.net.Listener} accepts on one address and port. For each peer it
 * takes a token (per address, per network, in all), starts one virtual thread, shakes hands where
 * TLS comes first, and gives the {@link org.angarium.server.net.Connection} to the protocol's
 * {@link org.angarium.server.net.ConnectionHandler}. When the handler returns or throws, the
 * connection is closed and the token comes back, in a {@code finally}.
 *
 * <p><b>Threads.</b> One thread accepts, one watches for waits that take too long, one virtual
 * thread serves each connection with plain blocking calls. The JDK's blocking {@code Socket} is
 * used because on virtual threads it is as fast as channels, and an idle {@code SSLSocket} costs
 * about 15 KB where an engine of our own would need two more buffers to be kept.
 *
 * <p><b>Deadlines.</b> Each wait notes in the {@link org.angarium.server.net.PeerGuard} of its
 * connection when it must end; the watching thread looks at all of them four times a second. It
 * shuts the input down under a read that is late, so that the session can still say 421 or BYE, and
 * closes the socket under a write or handshake. A timeout of the socket's own would set up and
 * cancel a timer for each read of a virtual thread, which costs more than the read. {@code
 * readLine} counts from its call to the line's end, so a peer that drips one byte a second gains
 * nothing; transfers can be held to a minimal rate with {@link
 * org.angarium.server.net.Connection#demandRate}.
 *
 * <p><b>Memory.</b> Buffers start at 1 KB, grow to 64 KB while a transfer runs, and are given back
 * when a connection waits with nothing in them. A line over its limit is dropped as it arrives, and
 * a line without end ends the connection.
 *
 * <p><b>Ending.</b> {@link org.angarium.server.net.Listener#close(java.time.Duration)} stops
 * accepting and wakes every session that waits for its next command: {@code readLine} returns null
 * and {@link org.angarium.server.net.Connection#stopping} says why, so that the session can say 421
 * or BYE. Sessions in the middle of a command finish it first.
 *
 * <p>TLS 1.2 and 1.3 only. STARTTLS throws away what was received in clear (RFC 3207 §4.2). A peer
 * that names other protocols by ALPN is refused in the handshake (RFC 7301), one that speaks HTTP
 * to a mail port is recognised by {@link org.angarium.server.net.ForeignProtocol}: browsers made to
 * speak to mail servers are an old trick.
 */
@NullMarked
package org.angarium.server.net;

import org.jspecify.annotations.NullMarked;
