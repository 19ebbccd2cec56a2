package org.angarium.mail.imap;

/** A command with the tag that its answer will carry. */
public record ImapRequest(String tag, ImapCommand command) {}
