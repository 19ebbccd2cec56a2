package org.angarium.mail.sasl;

/**
 * What ties an exchange to the TLS channel under it (RFC 5056).
 *
 * @param type {@code tls-exporter} (RFC 9266), {@code tls-server-end-point} or {@code tls-unique}
 *     (RFC 5929)
 */
public record ChannelBinding(String type, byte[] data) {}
