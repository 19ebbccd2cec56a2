/**
 * Brand Indicators for Message Identification (draft-brand-indicators-for-message-identification):
 * the logo of a sender, shown beside mail that is proven to be his.
 *
 * <p>A domain publishes at {@code selector._bimi.domain} where its logo lies ({@code l=}) and where
 * the certificate that it may use it ({@code a=}). {@link org.angarium.mail.bimi.BimiEvaluator}
 * says whether a message may have a logo at all (DMARC passed, with a policy that is in earnest)
 * and finds the record: {@link org.angarium.mail.bimi.BimiDiscovery} is the outcome as data.
 * Fetching logo and certificate is for others; {@link org.angarium.mail.bimi.IndicatorCheck} looks
 * at a logo that was fetched before it comes near a reader.
 *
 * <p>A logo is a picture from a stranger that programs draw: it must be SVG Tiny PS, a subset
 * without scripts, animation, links and references to elsewhere, and small. The check allows what
 * it knows and refuses the rest, over a bounded reader of XML ({@link org.angarium.mail.xml}).
 *
 * <p>BIMI-Location, BIMI-Indicator and BIMI-Logo-Preference fields that a message brings along are
 * forged, whoever wrote them; {@link org.angarium.mail.bimi.BimiEvaluator#forged} finds them for
 * removal. A selector that the message names counts only if the signature that DMARC relies on
 * covers it. A record can send on to another one by the author's local-part ({@code lps=}).
 */
@NullMarked
package org.angarium.mail.bimi;

import org.jspecify.annotations.NullMarked;
