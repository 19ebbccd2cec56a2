/**
 * Conversations as text: {@code *.talk} files with what a client says and what the server must
 * answer, run over a real socket.
 *
 * <pre>
 * # a comment
 * S: 220 *                  the next line must match; * stands for any run of characters
 * C: EHLO me.example        sends the line with CRLF
 * S~ 250 LIMITS*            lines are passed over until one matches
 * C! MAIL FROM:&lt;a@b&gt;\n   sends as it stands, without CRLF
 * C*50: NOOP                sends the line fifty times
 * S*50: 250 *               expects fifty lines
 * TLS                       shakes hands as a client
 * CLOSED                    the server must have closed
 * </pre>
 *
 * <p>In both directions {@code \r \n \0 \t \\ \*} and {@code \xHH} stand for bytes, and {@code
 * ${name}} for a variable. A talk that fails says where, and what was said until then.
 */
@NullMarked
package org.angarium.testkit.talk;

import org.jspecify.annotations.NullMarked;
