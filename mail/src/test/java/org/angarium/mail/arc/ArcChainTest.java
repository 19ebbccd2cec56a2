package org.angarium.mail.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.angarium.mail.authres.AuthResLimits;
import org.angarium.mail.authres.AuthenticationResults;
import org.angarium.mail.dkim.BodyHashes;
import org.angarium.mail.dkim.Canonicalization;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.DkimVerification;
import org.angarium.mail.dkim.DkimVerifier;
import org.angarium.mail.dkim.Messages;
import org.angarium.mail.dkim.SigningPlan;
import org.angarium.mail.dkim.TxtZone;
import org.angarium.mail.header.HeaderField;
import org.junit.jupiter.api.Test;

class ArcChainTest {
  private static final TxtZone ZONE = Hops.zone(6);

  @Test
  void aMessageWithoutSetsHasNoChain() {
    ArcChain chain = Hops.verify(Hops.MESSAGE, new TxtZone());
    assertThat(chain.status()).isEqualTo(ChainValidation.NONE);
    assertThat(chain.methodResult(""))
        .hasToString("MethodResult[method=arc, result=none, reason=null, properties=[]]");
  }

  @Test
  void chainsOfSeveralHopsPass() throws DkimSyntaxException {
    for (int hops = 1; hops <= 5; hops++) {
      ArcChain chain = Hops.verify(Hops.chain(hops, ZONE), ZONE);
      assertThat(chain.reason()).isEqualTo(ArcReason.GOOD);
      assertThat(chain.sets()).hasSize(hops);
      assertThat(chain.oldestPass()).isZero();
      assertThat(chain.sets().getLast().seal().domain()).isEqualTo("hop" + hops + ".example");
    }
  }

  @Test
  void everyCanonicalFormPasses() throws DkimSyntaxException {
    for (Canonicalization header : Canonicalization.values()) {
      for (Canonicalization body : Canonicalization.values()) {
        SigningPlan plan = ArcSealer.DEFAULT_PLAN.with(header, body).expiringAfter(3600);
        String sealed = Hops.sealed(1, Hops.MESSAGE, Hops.verify(Hops.MESSAGE, ZONE), plan);
        assertThat(Hops.verify(sealed, ZONE).passed()).as("%s/%s", header, body).isTrue();
      }
    }
  }

  @Test
  void changesOnTheWayAreTold() throws DkimSyntaxException {
    String first = Hops.chain(1, ZONE);
    ArcChain arrived = Hops.verify(first, ZONE);
    String footed = Hops.sealed(2, first + "-- \r\nfooter\r\n", arrived, ArcSealer.DEFAULT_PLAN);
    String last = Hops.through(3, footed, ZONE);
    ArcChain chain = Hops.verify(last, ZONE);
    assertThat(chain.passed()).isTrue();
    assertThat(chain.oldestPass()).isEqualTo(2);
    assertThat(chain.methodResult("192.0.2.7").property("header", "oldest-pass")).isEqualTo("2");
    assertThat(chain.methodResult("192.0.2.7").property("smtp", "remote-ip"))
        .isEqualTo("192.0.2.7");
  }

  @Test
  void whoeverChangesAfterTheLastHopBreaksTheChain() throws DkimSyntaxException {
    String message = Hops.chain(3, ZONE);
    for (String changed :
        List.of(
            message + "more\r\n",
            message.replace("Subject: dinner", "Subject: lunch"),
            message.replace("\r\n\r\nHi.", "\r\nCc: eve@example.org\r\n\r\nHi."))) {
      ArcChain chain = Hops.verify(changed, ZONE);
      assertThat(chain.reason()).isEqualTo(ArcReason.MESSAGE_SIGNATURE);
      assertThat(chain.instance()).isEqualTo(3);
    }
  }

  /** Every field of every set, removed, doubled, changed in its tags and in its signature. */
  @Test
  void everyFieldIsNeeded() throws DkimSyntaxException {
    String message = Hops.chain(3, ZONE);
    List<String> broken = new ArrayList<>();
    for (HeaderField field : Messages.of(message).header()) {
      if (!field.name().startsWith("ARC-")) {
        continue;
      }
      int start = (int) field.offset();
      int end = start + field.length();
      String text = message.substring(start, end);
      String before = message.substring(0, start);
      String after = message.substring(end);
      broken.add(before + after);
      broken.add(before + text + text + after);
      broken.add(before + text.replaceFirst("i=\\d", "i=4") + after);
      broken.add(before + text.replaceFirst("i=\\d", "i=0") + after);
      broken.add(before + text.replaceFirst("i=\\d", "i=51") + after);
      broken.add(before + text.replaceFirst("i=\\d", "i=x") + after);
      broken.add(before + text.replaceFirst("hop\\d", "hop6") + after);
      if (!field.is("ARC-Authentication-Results")) {
        broken.add(before + text.replaceFirst("b=[^;]", "b=/") + after);
        broken.add(before + text.replaceFirst("t=1800000000", "t=1800000001") + after);
        broken.add(before + text.replaceFirst("s=arc", "s=other") + after);
      }
      if (field.is("ARC-Seal")) {
        broken.add(before + text.replaceFirst("cv=\\w+", "cv=fail") + after);
        broken.add(
            before
                + text.replaceFirst("cv=pass", "cv=none").replaceFirst("cv=none", "cv=pass")
                + after);
        broken.add(before + text.replaceFirst("cv=", "h=from; cv=") + after);
      }
    }
    assertThat(broken).hasSize(90);
    for (String each : broken) {
      if (!each.equals(message)) {
        assertThat(Hops.verify(each, ZONE).status())
            .as(() -> each.substring(0, each.indexOf("From:")))
            .isEqualTo(ChainValidation.FAIL);
      }
    }
  }

  @Test
  void aFailureIsSealedOnceAndThenForEver() throws DkimSyntaxException {
    String broken = Hops.chain(2, ZONE).replace("dinner", "lunch");
    assertThat(Hops.verify(broken, ZONE).reason()).isEqualTo(ArcReason.MESSAGE_SIGNATURE);
    String sealed = Hops.through(3, broken, ZONE);
    assertThat(sealed).contains("i=3; a=rsa-sha256; cv=fail;");
    assertThat(Hops.verify(sealed, ZONE).reason()).isEqualTo(ArcReason.FAILED_BEFORE);
    assertThat(Hops.through(4, sealed, ZONE)).isEqualTo(sealed);
  }

  @Test
  void chainsEndAtFifty() throws DkimSyntaxException {
    TxtZone zone = Hops.zone(51);
    String message = Hops.chain(50, zone);
    ArcChain chain = Hops.verify(message, zone);
    assertThat(chain.passed()).isTrue();
    assertThat(chain.sets()).hasSize(50);
    assertThat(Hops.through(51, message, zone)).isEqualTo(message);
    assertThat(Hops.verify("ARC-Seal: i=1; cv=none\r\n" + message, zone).reason())
        .isEqualTo(ArcReason.TOO_MANY);
  }

  @Test
  void aSilentNameServerIsAFailureThatMayPass() throws DkimSyntaxException {
    String message = Hops.chain(2, ZONE);
    TxtZone silent = Hops.zone(1).silent("arc._domainkey.hop2.example");
    ArcChain chain = Hops.verify(message, silent);
    assertThat(chain.status()).isEqualTo(ChainValidation.FAIL);
    assertThat(chain.reason().isTemporary()).isTrue();
    assertThat(Hops.verify(message, Hops.zone(1)).reason()).isEqualTo(ArcReason.KEY);
  }

  @Test
  void onlyAnUnbrokenRowOfTrustedSealersIsBelieved() throws DkimSyntaxException {
    ArcChain chain = Hops.verify(Hops.chain(3, ZONE), ZONE);
    assertThat(chain.testimony(domain -> true))
        .map(AuthenticationResults::authservId)
        .hasValue("hop1.example");
    assertThat(chain.testimony(Set.of("hop3.example", "hop1.example")::contains))
        .map(AuthenticationResults::authservId)
        .hasValue("hop3.example");
    assertThat(chain.testimony("hop1.example"::equals)).isEmpty();
    assertThat(Hops.verify(Hops.chain(1, ZONE) + "x", ZONE).testimony(domain -> true)).isEmpty();
  }

  @Test
  void resultsNeedNotFollowTheGrammar() {
    // RFC 8617 §4.1.1 lets comments and folds stand around the number.
    assertThat(
            org.angarium.mail.authres.ArcResults.parse(
                " (x) i (y) =\r\n 12 ; mx.example; dmarc=pass", AuthResLimits.DEFAULT))
        .hasValueSatisfying(read -> {
          assertThat(read.instance()).isEqualTo(12);
          assertThat(read.results()).isPresent();
        });
    assertThat(org.angarium.mail.authres.ArcResults.parse("i=1; ???", AuthResLimits.DEFAULT))
        .hasValueSatisfying(read -> assertThat(read.results()).isEmpty());
    assertThat(org.angarium.mail.authres.ArcResults.parse("mx; i=1", AuthResLimits.DEFAULT))
        .isEmpty();
  }

  @Test
  void dkimAndArcShareOnePassOverTheBody() throws DkimSyntaxException {
    Messages message = Messages.of(Hops.chain(2, ZONE));
    BodyHashes hashes = new BodyHashes();
    DkimVerification dkim =
        new DkimVerifier(ZONE, DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
            .begin(message.header(), Hops.NOW, hashes);
    ArcVerification arc =
        new ArcVerifier(ZONE, DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
            .begin(message.header(), Hops.NOW, hashes);
    for (byte b : message.body()) {
      hashes.update(new byte[] {b}, 0, 1);
    }
    hashes.finish();
    assertThat(dkim.finish()).isEmpty();
    assertThat(arc.finish().passed()).isTrue();
  }

  @Test
  void sealersSignNoFieldThatOthersRemove() {
    for (String field : List.of("Authentication-Results", "ARC-Seal")) {
      assertThatThrownBy(() ->
              Hops.sealed(
                  1,
                  Hops.MESSAGE,
                  Hops.verify(Hops.MESSAGE, ZONE),
                  SigningPlan.DEFAULT.alsoSigning(field)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shallowBreakageCostsFewQuestions() throws DkimSyntaxException {
    String message = Hops.chain(5, ZONE);
    TxtZone zone = Hops.zone(5);
    Hops.verify(message + "x", zone);
    assertThat(zone.asked).isEmpty();
    Hops.verify(message.replaceFirst("b=.", "b="), zone);
    assertThat(zone.asked).hasSizeLessThanOrEqualTo(2);
  }
}
