package org.angarium.mail.sasl;

/**
 * Who was authenticated, and as whom he wants to act (RFC 4422 §2). Whether he may is for the
 * caller to decide.
 *
 * @param user the authentication identity, as the client wrote it
 * @param authorization the authorization identity, or empty: the same
 */
public record SaslIdentity(String user, String authorization) {}
