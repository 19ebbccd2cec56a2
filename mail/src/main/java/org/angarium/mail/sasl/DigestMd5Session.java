package org.angarium.mail.sasl;

/**
 * What a client of DIGEST-MD5 remembers of a login to log in again without a challenge (RFC 2831
 * §2.2). No secret by itself.
 *
 * @param nonceCount how often the nonce has been used
 * @param utf8 whether the server takes names in UTF-8
 */
public record DigestMd5Session(
    String realm, String nonce, String clientNonce, long nonceCount, boolean utf8) {}
