package org.angarium.mail.mdn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.mdn.NotificationDecision.Ask;
import org.angarium.mail.mdn.NotificationDecision.Never;
import org.angarium.mail.mdn.NotificationDecision.Reason;
import org.angarium.mail.mdn.NotificationDecision.Send;
import org.angarium.mail.mdn.NotificationRequest.Wish;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NotificationRequestTest {
  private static final String REQUEST = "Disposition-Notification-To: Ann <ann@example.com>\r\n";
  private static final List<EmailAddress> ANN = List.of(EmailAddress.parse("ann@example.com"));

  private static NotificationDecision decide(
      String header, @Nullable String returnPath, Wish wish) {
    return NotificationRequest.decide(
        HeaderParser.parse(header.getBytes(US_ASCII)), returnPath, wish, false);
  }

  @Test
  void whoAskedFromWhereTheMessageCameIsNotified() {
    assertThat(decide(REQUEST, "ann@EXAMPLE.com", Wish.ALWAYS)).isEqualTo(new Send(ANN));
    assertThat(decide(REQUEST + "Auto-Submitted: no\r\n", "ann@example.com", Wish.ALWAYS))
        .isEqualTo(new Send(ANN));
  }

  @Test
  void theRecipientDecides() {
    assertThat(decide(REQUEST, "ann@example.com", Wish.ASK))
        .isEqualTo(new Ask(Reason.RECIPIENT_DECIDES, ANN));
    assertThat(decide(REQUEST, "ann@example.com", Wish.NEVER))
        .isEqualTo(new Never(Reason.RECIPIENT_REFUSES));
  }

  @Test
  void otherAddressesAreAskedFor() {
    assertThat(decide(REQUEST, "list-bounces@example.com", Wish.ALWAYS))
        .isEqualTo(new Ask(Reason.OTHER_ADDRESS, ANN));
    // Only the host that owns it knows whether case matters in a local part.
    assertThat(decide(REQUEST, "Ann@example.com", Wish.ALWAYS))
        .isEqualTo(new Ask(Reason.OTHER_ADDRESS, ANN));
    assertThat(decide(REQUEST, "not an address", Wish.ALWAYS))
        .isEqualTo(new Ask(Reason.OTHER_ADDRESS, ANN));
    assertThat(decide(REQUEST, null, Wish.ALWAYS)).isEqualTo(new Ask(Reason.NO_RETURN_PATH, ANN));
    assertThat(
            decide(
                "Disposition-Notification-To: ann@example.com, bob@example.com\r\n",
                "ann@example.com",
                Wish.ALWAYS))
        .isEqualTo(
            new Ask(
                Reason.SEVERAL_ADDRESSES,
                List.of(ANN.getFirst(), EmailAddress.parse("bob@example.com"))));
  }

  @Test
  void nothingGoesRoundInCircles() {
    for (String loop :
        List.of(
            "Auto-Submitted: auto-replied\r\n",
            "Auto-Submitted: auto-generated (by cron)\r\n",
            "Auto-Submitted: notify\r\n",
            "Content-Type: multipart/report; report-type=disposition-notification\r\n",
            "Content-Type: multipart/report; report-type=delivery-status\r\n")) {
      assertThat(decide(REQUEST + loop, "ann@example.com", Wish.ALWAYS))
          .as(loop)
          .isEqualTo(new Never(Reason.LOOP));
    }
    assertThat(decide(REQUEST, "", Wish.ASK)).isEqualTo(new Never(Reason.LOOP));
    assertThat(
            NotificationRequest.decide(
                HeaderParser.parse(REQUEST.getBytes(US_ASCII)),
                "ann@example.com",
                Wish.ALWAYS,
                true))
        .isEqualTo(new Never(Reason.ALREADY_SENT));
  }

  @Test
  void badRequestsAreNoRequests() {
    assertThat(decide("Subject: x\r\n", "ann@example.com", Wish.ALWAYS))
        .isEqualTo(new Never(Reason.NOT_REQUESTED));
    for (String bad :
        List.of(
            "Disposition-Notification-To: \r\n",
            "Disposition-Notification-To: nobody\r\n",
            REQUEST + REQUEST,
            "Disposition-Notification-To: a@x.org,b@x.org,c@x.org,d@x.org,e@x.org,f@x.org\r\n")) {
      assertThat(decide(bad, "ann@example.com", Wish.ALWAYS))
          .as(bad)
          .isEqualTo(new Never(Reason.REQUEST_MALFORMED));
    }
  }

  @Test
  void optionsThatMustBeUnderstoodAreNot() {
    String options = "Disposition-Notification-Options: ";
    assertThat(
            decide(
                REQUEST + options + "a=optional,x; signed = Required ,pkcs7\r\n",
                "ann@example.com",
                Wish.ALWAYS))
        .isEqualTo(new Never(Reason.OPTION_REQUIRED));
    assertThat(
            decide(
                REQUEST + options + "a=optional,required; b\r\n", "ann@example.com", Wish.ALWAYS))
        .isEqualTo(new Send(ANN));
  }

  @Test
  void aRequestThatLeavesADoubtIsMalformed() {
    for (String to :
        java.util.List.of(
            "mallory@attack.test <boss@bank.test>",
            "<mallory@attack.test> <boss@bank.test>",
            "mallory@attack.test boss@bank.test",
            "boss@bank.test, nonsense",
            "boss@bank.test, @attack.test",
            "boss@bank.test (mallory@attack.test",
            "\"boss@bank.test",
            "boss@bank..test",
            "nonsense",
            "",
            "friends:;")) {
      byte[] header =
          ("Disposition-Notification-To: " + to + "\r\n")
              .getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertThat(
              NotificationRequest.decide(
                  org.angarium.mail.header.HeaderParser.parse(header),
                  "boss@bank.test",
                  NotificationRequest.Wish.ALWAYS,
                  false))
          .as(to)
          .isEqualTo(new NotificationDecision.Never(NotificationDecision.Reason.REQUEST_MALFORMED));
    }
  }
}
