package org.angarium.store.mailbox;

import org.angarium.store.view.MailboxRef;

/** Where a message went: what APPENDUID tells (RFC 4315). */
public record Appended(MailboxRef mailbox, long uidValidity, long uid, long modSeq, long emailId) {}
