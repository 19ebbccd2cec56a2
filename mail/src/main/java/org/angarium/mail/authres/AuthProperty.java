package org.angarium.mail.authres;

/**
 * What a result is about, such as {@code header.d=example.org} (RFC 8601 §2.3).
 *
 * @param type {@code smtp}, {@code header}, {@code body}, {@code policy}, lower case
 * @param name such as {@code mailfrom}, lower case
 * @param value without quotes
 */
public record AuthProperty(String type, String name, String value) {}
