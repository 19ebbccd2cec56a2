/**
 * The Authentication-Results field (RFC 8601): how a border server tells those behind it, and the
 * reader, what SPF, DKIM, DMARC, ARC, BIMI and SMTP AUTH came to.
 *
 * <p>The field is worth exactly as much as the trust in who wrote it. Anybody can write one, so a
 * border server first removes those that bear its own name ({@link
 * org.angarium.mail.authres.ForgedResults}, §5) and then puts its own on top ({@link
 * org.angarium.mail.authres.AuthenticationResults#field}). Behind the border the topmost field with
 * the server's name is the truth, and Sieve scripts, filters and reports read it by {@link
 * org.angarium.mail.authres.AuthenticationResults#parse}.
 *
 * <p>What is written comes partly from strangers (domains, selectors, reasons); values are quoted
 * and stripped of control characters here, so that none can end the field or add a result. Reading
 * is bounded by {@link org.angarium.mail.authres.AuthResLimits}. All is immutable.
 */
@NullMarked
package org.angarium.mail.authres;

import org.jspecify.annotations.NullMarked;
