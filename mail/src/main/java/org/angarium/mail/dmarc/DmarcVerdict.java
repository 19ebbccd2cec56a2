package org.angarium.mail.dmarc;

import org.jspecify.annotations.Nullable;

/**
 * The outcome for a message.
 *
 * @param domain of From; empty if there isn't exactly one
 * @param policyDomain where the record was found, or null
 * @param record the policy, or null
 * @param wish what the domain wishes for this message: {@code NONE} unless it failed
 * @param aligned the proven domain that decided, or null
 */
public record DmarcVerdict(
    DmarcResult result,
    String domain,
    @Nullable String policyDomain,
    @Nullable DmarcRecord record,
    DmarcPolicy wish,
    @Nullable String aligned) {}
