package org.angarium.mail.arc;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dkim.DkimKeyPair;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.Messages;
import org.angarium.mail.dkim.SigningKey;
import org.angarium.mail.dkim.SigningPlan;
import org.angarium.mail.dkim.TxtZone;

/** Servers on the way of a message, {@code hop1.example} and so on, with keys of both kinds. */
final class Hops {
  static final long NOW = 1_800_000_000L;
  static final String MESSAGE =
      "From: Joe <joe@example.org>\r\nTo: list@hop1.example\r\nSubject: dinner\r\n"
          + "Date: Mon, 12 Jan 2026 12:00:00 +0000\r\n\r\nHi.\r\n\r\nWe lost the game.\r\n";
  private static final DkimKeyPair RSA = DkimKeyPair.rsa(2048, new SecureRandom());
  private static final DkimKeyPair ED25519 = DkimKeyPair.ed25519(new SecureRandom());

  private Hops() {}

  private static DkimKeyPair key(int hop) {
    return hop % 2 == 0 ? ED25519 : RSA;
  }

  /** DNS with the keys of that many hops. */
  static TxtZone zone(int hops) {
    TxtZone zone = new TxtZone();
    for (int hop = 1; hop <= hops; hop++) {
      zone.with("arc._domainkey.hop" + hop + ".example", key(hop).record().text());
    }
    return zone;
  }

  static ArcChain verify(String message, TxtZone zone) {
    Messages parts = Messages.of(message);
    return new ArcVerifier(zone, DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
        .verify(parts.header(), parts.body(), NOW);
  }

  /** The message as it leaves a hop; as it came if the hop may not add to the chain. */
  static String through(int hop, String message, TxtZone zone) throws DkimSyntaxException {
    return sealed(hop, message, verify(message, zone), ArcSealer.DEFAULT_PLAN);
  }

  /** The same for a hop that changes the message on its way. */
  static String sealed(int hop, String message, ArcChain arrived, SigningPlan plan)
      throws DkimSyntaxException {
    String host = "hop" + hop + ".example";
    ArcSealer sealer = new ArcSealer(new SigningKey(host, "arc", key(hop).privateKey()), plan);
    Messages parts = Messages.of(message);
    AuthenticationResults results =
        new AuthenticationResults(
            host, List.of(MethodResult.of("dmarc", "pass"), arrived.methodResult("192.0.2.1")));
    return sealer
        .begin(parts.header(), arrived, results, NOW)
        .map(sealing -> {
          sealing.update(parts.body(), 0, parts.body().length);
          return new String(sealing.finish(), StandardCharsets.ISO_8859_1) + message;
        })
        .orElse(message);
  }

  /** The message after that many hops that leave it alone. */
  static String chain(int hops, TxtZone zone) throws DkimSyntaxException {
    String message = MESSAGE;
    for (int hop = 1; hop <= hops; hop++) {
      message = through(hop, message, zone);
    }
    return message;
  }
}
