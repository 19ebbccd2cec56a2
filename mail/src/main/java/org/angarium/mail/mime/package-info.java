/**
 * The structure of messages (RFC 2045–2049, 5322): which part lies where.
 *
 * <p>A message is read once, while it streams in. {@link org.angarium.mail.mime.MessageParser} is
 * pushed chunk after chunk, keeps the headers, skips over bodies looking only for line starts that
 * might be boundaries, and ends with a {@link org.angarium.mail.mime.MessageStructure}: a tree of
 * {@link org.angarium.mail.mime.MimePart}s with byte offsets. From it delivery makes, once, what
 * clients ask for again and again: the {@link org.angarium.mail.mime.ImapEnvelope}, the body
 * structure, and a {@link org.angarium.mail.mime.PartTable}, the compact form of the tree that is
 * stored so that a part can later be served from its offsets without reading the message again.
 *
 * <p>The tree keeps two promises whatever the sender wrote: a part is {@code multipart/*} exactly
 * if it has children, and {@code message/rfc822} or {@code message/global} exactly if it has one
 * child, the embedded message. What claims to be composite and isn't (no boundary, no delimiter
 * line, encoded in base64, too deep) is a leaf with a leaf's type.
 *
 * <p>Reading a part's content is apart: {@link org.angarium.mail.mime.TransferDecoder} undoes
 * transfer encodings piece by piece, {@link org.angarium.mail.mime.MessageText} turns the text
 * parts into searchable text and previews.
 *
 * <p>Senders control every byte. {@link org.angarium.mail.mime.MimeLimits} bound headers, parts and
 * depth; at a bound the parser stops descending and says so ({@code truncated}), it never fails.
 * Memory is bounded by the header bound, not by the message. Parsers and decoders are for one
 * thread; all results are immutable.
 */
@NullMarked
package org.angarium.mail.mime;

import org.jspecify.annotations.NullMarked;
