package org.angarium.mail.arc;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.angarium.mail.authres.ArcResults;
import org.angarium.mail.authres.AuthResLimits;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.dkim.DkimSignatureField;
import org.angarium.mail.header.HeaderField;

/**
 * What one server added: three fields with the same number (RFC 8617 §4.2).
 *
 * @param instance the number, 1 for the first server
 * @param resultsField ARC-Authentication-Results as it came
 * @param signatureField ARC-Message-Signature as it came
 * @param signature what that says
 * @param sealField ARC-Seal as it came
 * @param seal what that says
 */
public record ArcSet(
    int instance,
    HeaderField resultsField,
    HeaderField signatureField,
    DkimSignatureField signature,
    HeaderField sealField,
    ArcSeal seal) {

  /** What the server said that it found; empty if it isn't written by the grammar. */
  public Optional<AuthenticationResults> results(AuthResLimits limits) {
    String value = new String(resultsField.rawValue(), StandardCharsets.UTF_8);
    return ArcResults.parse(value, limits).flatMap(ArcResults::results);
  }
}
