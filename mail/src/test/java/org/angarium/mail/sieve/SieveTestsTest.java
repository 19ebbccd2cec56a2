package org.angarium.mail.sieve;

import static org.angarium.mail.sieve.Scripts.holds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each test of Sieve against one message, by the sections of the standards. */
class SieveTestsTest {
  /** Section; extensions; whether it holds ({@code +}) or not ({@code -}); test. */
  static final String EXAMPLES =
      """
      RFC 5228 2.4.2.4 | encoded-character | + | header :contains "subject" "${unicode:41}CME"
      RFC 5228 2.4.2.4 | encoded-character | + | header :contains "subject" "gr${hex:c3 bc}"
      RFC 5228 2.4.2.4 | | - | header :contains "subject" "${unicode:41}CME"
      RFC 5228 2.4.2.4 | encoded-character variables | + | string "${unicode: 24}{hex:41}" "${hex:24}{hex:41}"
      RFC 5228 2.7.1 | | + | header :is "message-id" "<ONE@desert.example.org>"
      RFC 5228 2.7.1 | | - | header :is "message-id" "one@desert.example.org"
      RFC 5228 2.7.1 | | + | header :contains "X-Empty" ""
      RFC 5228 2.7.1 | | - | header :contains "X-Missing" ""
      RFC 5228 2.7.1 | | + | header :matches "subject" "gr*acme*"
      RFC 5228 2.7.1 | | + | header :matches "subject" "????? from ACME \\\\[42\\\\]"
      RFC 5228 2.7.1 | | - | header :matches "subject" "???? from ACME ????"
      RFC 5228 2.7.1 | | + | header :matches "X-Empty" "*"
      RFC 5228 2.7.3 | | - | header :comparator "i;octet" :contains "subject" "acme"
      RFC 5228 2.7.3 | | + | header :comparator "i;octet" :contains "subject" "ACME"
      RFC 5228 2.7.3 | | - | header :contains "subject" "GRÜ"
      RFC 5051 | comparator-i;unicode-casemap | + | header :comparator "i;unicode-casemap" :contains "subject" "GRÜ"
      RFC 5051 | comparator-i;unicode-casemap | + | header :comparator "i;unicode-casemap" :matches "subject" "GRÜ*e from*"
      RFC 4790 9.1 | comparator-i;ascii-numeric | + | header :comparator "i;ascii-numeric" "x-score" "015"
      RFC 4790 9.1 | comparator-i;ascii-numeric | - | header :comparator "i;ascii-numeric" "x-score" "1"
      RFC 5228 2.7.4 | | + | address :domain "from" "desert.example.org"
      RFC 5228 2.7.4 | | + | address :localpart "from" "coyote+acme"
      RFC 5228 2.7.4 | | + | address :all ["cc", "from"] "sam@example.net"
      RFC 5228 5.1 | | - | address "from" "Coyote, Wile E."
      RFC 5228 5.1 | | + | address "to" "b@two.example"
      RFC 5228 5.1 | | + | address :matches :all "to" "*@acme.*"
      RFC 5228 5.2 | | + | allof (true, exists "from", not false)
      RFC 5228 5.2 | | - | allof (true, false)
      RFC 5228 5.3 | | + | anyof (false, true)
      RFC 5228 5.3 | | - | anyof (false, not true)
      RFC 5228 5.4 | envelope | + | envelope "from" "COYOTE+acme@desert.example.org"
      RFC 5228 5.4 | envelope | + | envelope :domain "to" "acme.example.com"
      RFC 5228 5.4 | envelope | - | envelope :contains "auth" ""
      RFC 5228 5.5 | | + | exists ["from", "TO", "x-empty"]
      RFC 5228 5.5 | | - | exists ["from", "x-missing"]
      RFC 5228 5.7 | | + | header :contains ["x-missing", "subject"] ["nothing", "from"]
      RFC 5228 5.9 | | + | size :over 100
      RFC 5228 5.9 | | - | size :over 1M
      RFC 5228 5.9 | | + | size :under 1G
      RFC 5233 4 | subaddress | + | address :user "from" "coyote"
      RFC 5233 4 | subaddress envelope | + | envelope :detail "from" "ACME"
      RFC 5233 4 | subaddress | - | address :detail :contains "cc" ""
      RFC 5231 4.1 | relational comparator-i;ascii-numeric | + | header :value "gt" :comparator "i;ascii-numeric" "x-score" "9"
      RFC 5231 4.1 | relational | - | header :value "gt" "x-score" "9"
      RFC 5231 4.1 | relational comparator-i;ascii-numeric | + | header :value "lt" :comparator "i;ascii-numeric" "x-score" "many"
      RFC 5231 4.2 | relational comparator-i;ascii-numeric | + | address :count "eq" :comparator "i;ascii-numeric" ["to", "cc"] "4"
      RFC 5231 4.2 | relational comparator-i;ascii-numeric | + | header :count "ge" :comparator "i;ascii-numeric" "received" "2"
      RFC 5231 4.2 | relational comparator-i;ascii-numeric | - | header :count "ne" :comparator "i;ascii-numeric" "x-missing" "0"
      RFC 5173 5.1 | body | + | body :raw :contains "gr=fc=dfe"
      RFC 5173 5.1 | body | - | body :raw :contains "secret"
      RFC 5173 5.2 | body | + | body :content "application" :contains "secret"
      RFC 5173 5.2 | body | + | body :content "text/html" :matches "*make?money*"
      RFC 5173 5.2 | body | - | body :content "text/plain" :contains "money"
      RFC 5173 5.2 | body | + | body :content "" :is "secret data"
      RFC 5173 5.2 | body | + | body :content "multipart" "preamble"
      RFC 5173 5.2 | body | + | body :content "multipart/mixed" :contains ""
      RFC 5173 5.2 | body | - | body :content "multipart" :contains "desert"
      RFC 5173 5.2 | body | - | body :content ["/html", "text/", "text/html/x"] :contains ""
      RFC 5173 5.3 | body | + | body :text :contains "Grüße"
      RFC 5173 5.3 | body | - | body :contains "secret"
      RFC 5260 4 | date | + | date :originalzone "received" "date" "2026-11-21"
      RFC 5260 4 | date | + | date "received" "date" "2026-11-22"
      RFC 5260 4 | date | + | date :zone "-0800" "date" "hour" "20"
      RFC 5260 4 | date | + | date :originalzone "received" "zone" "-0500"
      RFC 5260 4 | date | - | date :originalzone "received" "hour" "22"
      RFC 5260 4 | date relational comparator-i;ascii-numeric | + | date :count "eq" :comparator "i;ascii-numeric" "received" "year" "1"
      RFC 5260 4.1 | date variables | + | allof (string :matches "+0100" "*", date :zone "${0}" "date" "hour" "05")
      RFC 5260 4.2 | date | + | date :zone "+0000" "date" "iso8601" "2026-11-22T04:10:00Z"
      RFC 5260 4.2 | date | + | date :zone "-0330" "date" "iso8601" "2026-11-22T00:40:00-03:30"
      RFC 5260 4.2 | date | + | date :zone "+0000" "date" "std11" "Sun, 22 Nov 2026 04:10:00 +0000"
      RFC 5260 4.2 | date | + | date :zone "+0000" "date" "julian" "61366"
      RFC 5260 4.2 | date | + | date :zone "+0000" "date" "weekday" "0"
      RFC 5260 5 | date | + | currentdate "time" "21:30:05"
      RFC 5260 5 | date | + | currentdate :zone "+0000" "hour" "20"
      RFC 5260 5 | date relational | + | currentdate :value "ge" "date" "2026-06-01"
      RFC 5260 6 | date index | + | date :index 2 :zone "-0500" "received" "hour" "22"
      RFC 5260 6 | index | + | header :index 1 :last :contains "received" "b.example by"
      RFC 5260 6 | index | - | header :index 3 :contains "received" ""
      RFC 5260 6 | index | + | header :index 3 ["received", "subject", "cc"] "Grüße from ACME [42]"
      RFC 5260 6 | index | + | header :index 2 :last ["received", "subject", "cc"] "Grüße from ACME [42]"
      RFC 5260 6 | index | - | header :index 2 ["subject", "cc"] "Grüße from ACME [42]"
      RFC 5260 6 | index | + | address :index 2 ["from", "cc"] "sam@example.net"
      RFC 5260 6 | index | - | address :index 2 ["from", "cc"] "coyote+acme@desert.example.org"
      RFC 5183 4 | environment | + | environment "domain" "acme.example.com"
      RFC 5183 4 | environment | - | environment :contains "vnd.x.y" ""
      RFC 5235 3.2 | spamtest relational comparator-i;ascii-numeric | + | spamtest :value "eq" :comparator "i;ascii-numeric" "5"
      RFC 5235 3.2 | spamtestplus relational comparator-i;ascii-numeric | + | spamtest :percent :value "eq" :comparator "i;ascii-numeric" "50"
      RFC 5235 3.3 | virustest | + | virustest "0"
      RFC 5229 5 | variables | + | string ["a", "b"] ["c", "B"]
      RFC 5229 3 | variables | + | string "${}${1a}${ x }" "${}${1a}${ x }"
      RFC 5490 3 | mailbox | - | mailboxexists "Archive"
      RFC 8579 3 | special-use | - | specialuse_exists "\\\\Junk"
      RFC 9042 6 | mailboxid | - | mailboxidexists "F1"
      """;

  @TestFactory
  List<DynamicTest> holdsAsTheStandardSays() {
    List<DynamicTest> tests = new ArrayList<>();
    EXAMPLES
        .lines()
        .forEach(line -> {
          String[] columns = line.split("\\|", 4);
          String extensions = columns[1].strip();
          String test = columns[3].strip();
          boolean expected = columns[2].strip().equals("+");
          tests.add(
              DynamicTest.dynamicTest(
                  columns[0].strip() + ": " + test,
                  () -> assertThat(holds(extensions, test)).isEqualTo(expected)));
        });
    return tests;
  }
}
