/**
 * Questions to the domain name system, as mail asks them: the border between the pure parts (SPF,
 * DKIM, DMARC, ARC, routing) and whoever does the asking. An answer tells apart "there is nothing"
 * from "nobody knows": the first may refuse mail, the second only defers it (RFC 5321 §5.1).
 */
@NullMarked
package org.angarium.mail.dns;

import org.jspecify.annotations.NullMarked;
