package org.angarium.server.auth;

import java.net.InetAddress;

/**
 * Where somebody tries to come in.
 *
 * @param protocol {@code smtp}, {@code imap}, {@code http} …
 * @param confidential whether what is sent cannot be overheard: TLS, or loopback where the
 *     administrator allowed it
 */
public record AuthContext(
    String protocol, String sessionId, InetAddress client, boolean confidential) {}
