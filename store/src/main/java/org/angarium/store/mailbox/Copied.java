package org.angarium.store.mailbox;

import java.util.List;

/**
 * What COPYUID tells (RFC 4315): the lists run in parallel, in the order in which the messages were
 * given their new UIDs.
 */
public record Copied(long uidValidity, List<Long> sourceUids, List<Long> targetUids) {}
