package org.angarium.mail.spf;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of an evaluation.
 *
 * @param domain that was asked, lower case; empty when there was none
 * @param matched the term that decided, as written, such as {@code -all}; null for the default and
 *     for errors
 * @param explanation the domain's own words for a fail, printable ASCII, or null (§6.2); shown to
 *     the sender as coming from a stranger
 * @param problem what is wrong with the record or what DNS said, for temperror and permerror, else
 *     null
 * @param lookupTerms how many terms caused look-ups
 */
public record SpfVerdict(
    SpfResult result,
    String domain,
    @Nullable String matched,
    @Nullable String explanation,
    @Nullable String problem,
    int lookupTerms) {}
