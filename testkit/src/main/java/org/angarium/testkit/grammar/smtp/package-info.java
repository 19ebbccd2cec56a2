/**
 * The replies of an SMTP or LMTP server, by RFC 5321 §4.2 and §4.1.1.1, RFC 2034 and RFC 3463
 * (enhanced status codes), RFC 2033 (LMTP) and RFC 6531 §3.7.4 (UTF-8 in replies).
 */
@NullMarked
package org.angarium.testkit.grammar.smtp;

import org.jspecify.annotations.NullMarked;
