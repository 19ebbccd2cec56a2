package org.angarium.server.net;

import org.jspecify.annotations.Nullable;

/**
 * What a handshake agreed on.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite by its IANA name
 * @param serverName from SNI, or null
 * @param clientSubject subject of a verified client certificate, or null
 */
public record TlsFacts(
    String protocol,
    String cipherSuite,
    @Nullable String serverName,
    @Nullable String clientSubject) {}
