package org.angarium.store.mailbox;

import java.time.Instant;
import java.util.Set;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.store.blob.StagedBlob;

/**
 * A message about to be put into a mailbox.
 *
 * @param prefix header fields of this one delivery (whole lines ending in CRLF; Return-Path,
 *     Delivered-To, Received …), seen by clients as the head of the message; may be empty
 * @param blob the shared contents; the caller closes it
 * @param structure of the blob alone, without the prefix
 * @param flags system flags with their backslash, and keywords
 */
public record NewMessage(
    byte[] prefix,
    StagedBlob blob,
    MessageStructure structure,
    Set<String> flags,
    Instant internalDate) {}
