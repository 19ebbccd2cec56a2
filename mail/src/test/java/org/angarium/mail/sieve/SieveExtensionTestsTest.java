package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.sieve.action.DeliverBy;
import org.angarium.mail.sieve.action.EnvelopeParameters;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.mail.smtp.DsnReturn;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tests of extensions that ask the world or the envelope, by the sections of the standards. */
class SieveExtensionTestsTest {
  /** Section; extensions; whether it holds ({@code +}) or not ({@code -}); test. */
  static final String EXAMPLES =
      """
      RFC 5463 4 | ihave | + | ihave ["fileinto", "regex"]
      RFC 5463 4 | ihave | - | ihave ["fileinto", "vnd.x.y"]
      RFC 5463 4 | ihave | - | ihave "variables"
      RFC 5463 4 | ihave variables | + | ihave ["variables", "copy"]
      RFC 5463 4 | ihave | + | allof (ihave "envelope", envelope "from" "coyote+acme@desert.example.org")
      RFC 5463 4 | ihave | - | allof (ihave "vnd.x.y", frobnicate :much "a" ["b"])
      RFC 5463 4 | ihave | + | anyof (true, header :comparator "i;x" :soundex "a" "b")
      regex | regex | + | header :regex "subject" "acme \\\\[[0-9]+\\\\]$"
      regex | regex | - | header :regex "subject" "^acme"
      regex | regex | - | header :comparator "i;octet" :regex "subject" "acme"
      regex | regex | + | address :regex :domain "from" "^(desert|forest)\\\\.example\\\\.(org|com)$"
      regex | regex envelope | + | envelope :regex "from" "^coyote\\\\+"
      regex | regex body | + | body :regex "Gr.{1,2}e from the (desert|forest)"
      regex | regex variables | + | allof (header :regex "subject" "from ([a-z]+) .([0-9]+)", string "${1}/${2}" "ACME/42")
      regex | regex variables | + | allof (header :regex "subject" "f(x)?rom", string "${0}/${1}/${2}" "from//")
      regex | regex variables | + | allof (header :matches "x-score" "* *", string :regex "15" "^${1}$")
      RFC 5435 4 | enotify | + | valid_notify_method ["mailto:a@b.example", "mailto:?to=a@b.example"]
      RFC 5435 4 | enotify | - | valid_notify_method ["mailto:a@b.example", "xmpp:a@b.example"]
      RFC 5435 4 | enotify | - | valid_notify_method "mailto:"
      RFC 5435 4 | enotify | - | valid_notify_method "mailto:a"
      RFC 5435 4 | enotify | - | valid_notify_method "mailto:a@b.example?subject=%zz"
      RFC 5435 4 | enotify | - | valid_notify_method "mailto:a@b.example?subject"
      RFC 5435 5 | enotify | + | notify_method_capability "mailto:a@b.example" "Online" ["yes", "maybe"]
      RFC 5435 5 | enotify | - | notify_method_capability "mailto:a@b.example" "online" "yes"
      RFC 5435 5 | enotify | - | notify_method_capability "mailto:a@b.example" "asleep" "maybe"
      RFC 5435 5 | enotify | - | notify_method_capability "tel:+1" "online" "maybe"
      RFC 8580 6.1 | enotify | + | notify_method_capability "mailto:" "FCC" "yes"
      RFC 8580 6.1 | enotify | - | notify_method_capability "mailto:a@b.example" "fcc" "no"
      RFC 8580 6.1 | enotify | - | notify_method_capability "xmpp:" "fcc" ["yes", "no"]
      RFC 5490 3.1 | mailbox | + | mailboxexists "Archive"
      RFC 5490 3.1 | mailbox | - | mailboxexists ["Archive", "Nowhere"]
      RFC 5490 3.3 | mboxmetadata | + | metadata "INBOX" "/private/comment" "my OWN"
      RFC 5490 3.3 | mboxmetadata | - | metadata "Nowhere" "/private/comment" "My own"
      RFC 5490 3.3 | mboxmetadata | - | metadata :contains "INBOX" "/private/nothing" ""
      RFC 5490 3.3 | mboxmetadata relational comparator-i;ascii-numeric | + | metadata :value "lt" :comparator "i;ascii-numeric" "INBOX" "/shared/vendor/x/limit" "11"
      RFC 5490 3.4 | mboxmetadata | + | metadataexists "INBOX" ["/private/comment", "/private/empty"]
      RFC 5490 3.4 | mboxmetadata | - | metadataexists "INBOX" ["/private/comment", "/private/nothing"]
      RFC 5490 4.1 | servermetadata | + | servermetadata :matches "/shared/admin" "mailto:*"
      RFC 5490 4.1 | servermetadata | - | servermetadata :contains "/shared/comment" ""
      RFC 5490 4.2 | servermetadata | + | servermetadataexists ["/shared/admin"]
      RFC 5490 4.2 | servermetadata | - | servermetadataexists ["/shared/admin", "/shared/comment"]
      RFC 6134 2.2 | extlists | + | address :list "from" ":addrbook:default"
      RFC 6134 2.2 | extlists | - | address :list "to" ":addrbook:default"
      RFC 6134 2.2 | extlists envelope | + | envelope :list "from" ["tag:acme.example.com,2026:friends", ":addrbook:default"]
      RFC 6134 2.2 | extlists date | + | currentdate :list "date" ":addrbook:default"
      RFC 6134 2.2 | extlists variables | + | allof (string :list ["1", "42"] ":addrbook:default", string "${0}" "42")
      RFC 6134 2.7 | extlists | + | valid_ext_list [":addrbook:default", "tag:acme.example.com,2026:friends"]
      RFC 6134 2.2 | extlists variables | + | allof (address :list "from" ":addrbook:default", string :comparator "i;octet" "${0}" "Coyote+Acme@desert.example.org")
      RFC 6134 2.5 | extlists | + | address :list "from" ":aDdRbOOk:DeFauLt"
      RFC 6134 2.5 | extlists | + | address :list "from" ":AddrBook:%44%65%66ault"
      RFC 6134 2.5 | extlists | + | address :list "from" "urn:ietf:params:sieve:addrbook:default"
      RFC 6134 2.7 | extlists | - | valid_ext_list "friends"
      RFC 6134 2.7 | extlists | - | valid_ext_list ":addrbook:elsewhere"
      RFC 6134 2.7 | extlists | - | valid_ext_list [":addrbook:default", "tag:nowhere"]
      RFC 6785 4.2 | environment imapsieve | + | environment "imap.user" ""
      RFC 6785 4.2 | environment imapsieve | + | environment "imap.email" ""
      RFC 6785 4.5 | environment imapsieve | + | environment "imap.changedflags" ""
      RFC 6785 4.3 | environment imapsieve | - | environment :contains "imap.cause" ""
      RFC 6009 4 | envelope envelope-dsn | + | envelope "notify" "failure"
      RFC 6009 4 | envelope envelope-dsn relational comparator-i;ascii-numeric | + | envelope :comparator "i;ascii-numeric" :count "eq" "notify" "2"
      RFC 6009 4 | envelope envelope-dsn | + | envelope "ret" "HDRS"
      RFC 6009 4 | envelope envelope-dsn | + | envelope :matches "orcpt" "rfc822;*@acme.example.com"
      RFC 6009 4 | envelope envelope-dsn | + | envelope "envid" "QQ314159"
      RFC 6009 4 | envelope envelope-dsn | + | envelope ["from", "ret"] "HDRS"
      RFC 6009 5 | envelope envelope-deliverby | + | envelope "bytimerelative" "3600"
      RFC 6009 5 | envelope envelope-deliverby | + | envelope "bytimeabsolute" "2026-11-22T22:30:05+01:00"
      RFC 6009 5 | envelope envelope-deliverby | + | envelope :zone "+0000" "bytimeabsolute" "2026-11-22T21:30:05Z"
      RFC 6009 4 | envelope envelope-dsn variables | + | allof (envelope :matches "orcpt" "*;*@*", string "${1}/${3}" "rfc822/acme.example.com")
      RFC 6009 4 | envelope envelope-dsn relational comparator-i;ascii-numeric | + | envelope :comparator "i;ascii-numeric" :count "eq" ["ret", "envid", "orcpt"] "3"
      RFC 6009 5 | envelope envelope-deliverby variables date | + | allof (currentdate :matches "zone" "*", envelope :zone "${1}" "bytimeabsolute" "2026-11-22T22:30:05+01:00")
      RFC 6009 5 | envelope envelope-deliverby | + | envelope :comparator "i;octet" "bymode" "return"
      RFC 6009 5 | envelope envelope-deliverby | + | envelope :comparator "i;octet" "bytrace" "trace"
      RFC 6009 5 | envelope envelope-deliverby relational comparator-i;ascii-numeric | + | envelope :comparator "i;ascii-numeric" :count "eq" ["bytrace", "bymode"] "2"
      RFC 8579 3 | special-use | + | specialuse_exists "\\\\Archive"
      RFC 8579 3 | special-use | + | specialuse_exists "Archive" "\\\\Archive"
      RFC 8579 3 | special-use | - | specialuse_exists "" "\\\\Archive"
      RFC 8579 3 | special-use | - | specialuse_exists "INBOX" ["\\\\Archive"]
      RFC 8579 3 | special-use | - | specialuse_exists ["\\\\Archive", "\\\\Junk"]
      RFC 9042 6 | mailboxid | + | mailboxidexists "F1"
      RFC 9042 6 | mailboxid | - | mailboxidexists ["F1", "F2"]
      RFC 7352 3 | duplicate | + | duplicate :uniqueid "seen"
      RFC 7352 3 | duplicate variables regex | - | allof (header :regex "message-id" "<([^@]+)@", duplicate :uniqueid "${1}")
      RFC 7352 3.1 | duplicate | - | duplicate :header "x-missing"
      RFC 7352 3.1 | duplicate | - | duplicate :header "no name"
      RFC 7352 3.3 | duplicate | - | duplicate :seconds 0 :uniqueid "seen"
      RFC 5183 4 | environment relational comparator-i;ascii-numeric | + | environment :comparator "i;ascii-numeric" :count "eq" "imap.user" "0"
      RFC 5183 4 | environment relational comparator-i;ascii-numeric | + | environment :comparator "i;ascii-numeric" :count "eq" "domain" "1"
      RFC 5183 4 | environment relational comparator-i;ascii-numeric | - | environment :comparator "i;ascii-numeric" :count "eq" "vnd.x" "0"
      RFC 5235 3.1 | spamtest relational comparator-i;ascii-numeric | + | spamtest :comparator "i;ascii-numeric" :count "eq" "1"
      RFC 5235 3.1 | virustest relational comparator-i;ascii-numeric | + | virustest :comparator "i;ascii-numeric" :count "eq" "0"
      RFC 5293 4 | editheader regex | + | not header :regex "x-new" "."
      """;

  static SieveEnvironment environment(EnvelopeParameters parameters) {
    SieveEnvironment plain = Scripts.environment(new StoredWorld());
    return new SieveEnvironment(
        plain.sender(),
        plain.recipient(),
        null,
        plain.ownAddresses(),
        Scripts.NOW,
        '+',
        Map.of("domain", "acme.example.com"),
        50,
        null,
        parameters,
        null,
        plain.world());
  }

  @TestFactory
  List<DynamicTest> holdsAsTheStandardSays() {
    SieveEnvironment environment =
        environment(
            new EnvelopeParameters(
                Set.of(DsnNotify.FAILURE, DsnNotify.DELAY),
                DsnReturn.HDRS,
                "rfc822;rr@acme.example.com",
                "QQ314159",
                new DeliverBy(Instant.parse("2026-11-22T21:30:05Z"), DeliverBy.Mode.RETURN, true)));
    List<DynamicTest> tests = new ArrayList<>();
    EXAMPLES
        .lines()
        .forEach(line -> {
          String[] columns = line.split(" \\| ", 4);
          String test = columns[3].strip();
          boolean expected = columns[2].strip().equals("+");
          StringBuilder script = new StringBuilder();
          for (String extension : columns[1].strip().split(" ", -1)) {
            script.append("require \"").append(extension).append("\";\n");
          }
          script.append("if ").append(test).append(" { discard; }");
          tests.add(
              DynamicTest.dynamicTest(
                  columns[0] + ": " + test,
                  () -> {
                    SieveResult result =
                        Scripts.run(script.toString(), Scripts.MESSAGE, environment);
                    assertThat(result.error()).isNull();
                    assertThat(result.actions().contains(new SieveAction.Discard()))
                        .isEqualTo(expected);
                  }));
        });
    return tests;
  }
}
