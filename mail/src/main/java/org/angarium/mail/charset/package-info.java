/**
 * Character sets as mail names them.
 *
 * <p>Mail declares charsets by names of thirty years: aliases nobody registered, names that mean a
 * larger set than they say (<code>gb2312</code> is sent by programs that mean GB18030, <code>
 * us-ascii</code> by programs that did not look), and plain nonsense. {@link
 * org.angarium.mail.charset.MailCharset} maps each name to the charset that reads the bytes best,
 * as browsers do, and never fails: bytes without a usable name are read as UTF-8 when they are
 * well-formed UTF-8 and as windows-1252 otherwise. UTF-7 (RFC 2152), which the JDK lacks, is here
 * as a decoder only; nothing of ours ever writes it.
 *
 * <p>Everything is stateless and safe for any thread. The sender controls both bytes and name; the
 * result is never longer in chars than the input is in bytes times two.
 */
@NullMarked
package org.angarium.mail.charset;

import org.jspecify.annotations.NullMarked;
