package org.angarium.mail.dns;

/**
 * A host that takes mail for a domain (RFC 1035 §3.3.9).
 *
 * @param preference the lower, the better
 * @param exchange lower case, without the last dot; empty for the root, which means that the domain
 *     takes no mail (RFC 7505)
 */
public record MxRecord(int preference, String exchange) {}
