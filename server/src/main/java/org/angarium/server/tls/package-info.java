/**
 * The certificate that listeners show: loaded from PEM files, or made when there is none.
 *
 * <p>TLS itself is the JDK's. {@link org.angarium.server.tls.Certificates} builds one {@code
 * SSLContext} for all listeners and, asked at each handshake, hands out a newer one when the files
 * have changed, so that renewed certificates need no restart. {@link
 * org.angarium.server.tls.SelfSignedCertificate} makes a certificate for a first start; clients
 * will warn of it, and other mail servers, which encrypt opportunistically (RFC 7435), will not
 * mind.
 *
 * <p>{@link org.angarium.server.tls.CertificateCheck} says what is wrong with the files, for {@code
 * config check}, and the same rules hold when they are loaded: unusable ones stop a start and are
 * never exchanged for good ones; unfit ones (expired, weak) raise an alarm at a start and are not
 * taken while a good one is there.
 *
 * <p>The context trusts nobody: it is for serving, and building the JDK's default trust store would
 * cost a fifth of the time of a start.
 */
@NullMarked
package org.angarium.server.tls;

import org.jspecify.annotations.NullMarked;
