package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.sieve.action.MailNotice;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.compile.ScriptLocation;
import org.angarium.mail.sieve.compile.SieveCompiler;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests hold here if and only if they hold for Pigeonhole's {@code sieve-test}, and scripts do the
 * same, where it is installed.
 */
class SieveDifferentialTest {
  /** What depends on the place rather than on script and message, or isn't known there. */
  private static final Set<String> ONLY_HERE =
      Set.of("comparator-i;unicode-casemap", "environment", "mailbox", "mailboxid", "special-use");

  /**
   * Where Pigeonhole 0.5.19 does otherwise: its question mark takes an octet, not a character (RFC
   * 5228 §2.7.1); it gives an empty {@code auth} to who didn't authenticate; a zone makes it forget
   * the index (RFC 5260 §6); its {@code string} compares octets unless told (RFC 5228 §2.7.3).
   */
  private static final List<String> OTHERWISE_THERE =
      List.of(
          "header :matches \"subject\" \"????? from",
          "envelope :contains \"auth\"",
          "date :index 2 :zone",
          "string [\"a\", \"b\"] [\"c\", \"B\"]");

  /**
   * Pigeonhole 0.5.19 gives up loops within branches of loops, in a loop around a multipart of an
   * embedded message it goes on behind it, it sees parameters only in fields of MIME, and it takes
   * the markup out of extracted HTML, of which RFC 5703 §7 says nothing.
   */
  private static final List<String> PARTS_OTHERWISE_THERE =
      List.of(
          ":param \"y\"",
          "if string :contains \"${t}\" \"<p>",
          "if string :contains \"${t}\" \"viér & more",
          "{ foreverypart { discard",
          "{ foreverypart { if",
          "foreverypart { set \"n\" \"${n}${t}\"");

  private static final List<String> MESSAGES =
      List.of(
          Scripts.MESSAGE,
          "From: a@b.example\r\nSubject: acme [42] from ACME\r\n\r\nmake money\r\n",
          """
          From: =?utf-8?q?J=C3=BCrgen?= <J+x+y@EXAMPLE.net>, "a, b" <"q s"@example.com>
          To: undisclosed-recipients:;
          Cc: <@route.example:sam@example.net>
          Subject: folded
           over  two	lines
          Subject: and again
          Date: 22 Nov 2026 04:10 EST
          X-Score: 0015
          X-Empty:
          X-Spam: 10
          X-Virus: worm
          Received: x; Sun, 22 Nov 2026 00:00:00 +0000
          Content-Type: text/html; charset=utf-8
          Content-Transfer-Encoding: base64

          R3LDvMOfZSBtYWtlIG1vbmV5
          """
              .replace("\n", "\r\n"),
          "To: roadrunner@acme.example.com\r\nX-Spam: 3\r\nX-Virus: clean\r\n\r\n",
          "Auto-Submitted: auto-replied\r\nTo: roadrunner@acme.example.com\r\n"
              + "From: x <X.Y@desert.example.org>\r\nSubject: Re: [list-a] aabbab (x) $5.00?\r\n"
              + "List-Id: <a.lists.example>\r\nX-Spam: 7\r\n\r\nfoo bar\r\nbaz\r\n");

  private static final String MORE =
      """
      x | | + | header "subject" "folded over  two\tlines"
      x | | + | header :contains "subject" ["again", "zzz"]
      x | | + | header :matches "subject" "*over*lines"
      x | | + | header :matches "subject" "and ?gain"
      x | | + | address :domain "from" "example.net"
      x | | + | address :localpart "from" "q s"
      x | subaddress | + | address :detail "from" "x+y"
      x | subaddress | + | address :user "from" "j"
      x | | + | address :all "cc" "sam@example.net"
      x | | + | exists "to"
      x | relational comparator-i;ascii-numeric | + | header :count "eq" :comparator "i;ascii-numeric" "subject" "2"
      x | relational comparator-i;ascii-numeric | + | header :value "eq" :comparator "i;ascii-numeric" "x-score" "15"
      x | relational comparator-i;ascii-numeric | + | header :value "le" :comparator "i;ascii-numeric" "subject" "3"
      x | relational | + | header :value "le" "subject" "and b"
      x | date | + | date :zone "+0000" "date" "time" "09:10:00"
      x | date | + | date :originalzone "date" "zone" "-0500"
      x | date relational | + | date :value "lt" :zone "+0000" "date" "julian" "61367"
      x | index | + | header :index 2 "subject" "and again"
      x | index | + | header :index 2 :last :contains "subject" "folded"
      x | body | + | body :contains "grüße"
      x | body | + | body :raw :contains "R3LDv"
      x | body | + | body :content "text" :contains "make money"
      x | body | + | body :content ["image", "text/html"] :contains "MONEY"
      x | variables | + | allof (header :matches "subject" "*from*", string "${1}" "acme [42] ")
      x | variables | + | allof (header :matches "subject" "*ACME*", string :contains "${2}" "from")
      x | variables relational | + | string :count "eq" ["", "a"] "1"
      x | spamtest relational comparator-i;ascii-numeric | - | spamtest :value "ge" :comparator "i;ascii-numeric" "3"
      x | spamtest relational comparator-i;ascii-numeric | - | spamtest :value "eq" :comparator "i;ascii-numeric" "0"
      x | spamtest relational comparator-i;ascii-numeric | - | spamtest :value "eq" :comparator "i;ascii-numeric" "10"
      x | spamtestplus relational comparator-i;ascii-numeric | - | spamtest :percent :value "eq" :comparator "i;ascii-numeric" "30"
      x | virustest relational comparator-i;ascii-numeric | - | virustest :value "eq" :comparator "i;ascii-numeric" "5"
      x | virustest relational comparator-i;ascii-numeric | - | virustest :value "eq" :comparator "i;ascii-numeric" "1"
      x | ihave | + | ihave "fileinto"
      x | ihave | + | ihave ["fileinto", "envelope", "regex"]
      x | ihave | - | ihave ["fileinto", "vnd.nothing"]
      x | ihave | - | allof (ihave "vnd.nothing", frobnicate "x")
      x | regex | + | header :regex "subject" "a"
      x | regex | + | header :regex "subject" "^a"
      x | regex | + | header :regex "subject" "[0-9]+"
      x | regex | + | header :regex "subject" "^.*\\\\[([0-9]|list-).*$"
      x | regex | + | header :regex "subject" "ACME|lines"
      x | regex | + | header :regex "subject" "(a+b+){2,}"
      x | regex | + | header :regex "subject" "a{3}"
      x | regex | + | header :regex "subject" "\\\\(x\\\\) \\\\$5\\\\.00\\\\?$"
      x | regex | + | header :regex "subject" "[[:space:]]{2}"
      x | regex | + | header :regex "subject" "[^[:alnum:][:space:]]"
      x | regex | + | header :regex "subject" "^(re|fwd): "
      x | regex | - | header :comparator "i;octet" :regex "subject" "^(re|fwd): "
      x | regex | + | header :comparator "i;octet" :regex "subject" "^(Re|Fwd): "
      x | regex | + | header :regex "x-empty" "^$"
      x | regex | + | header :regex "x-missing" ""
      x | regex | + | header :regex ["x-missing", "to"] ["nothing", "@acme"]
      x | regex | + | address :regex "from" "^[a-z.]+@"
      x | regex | + | address :regex :localpart "from" "^[^.]*$"
      x | regex | + | address :regex :domain ["from", "to"] "example\\\\.(org|com)$"
      x | regex envelope | + | envelope :regex "from" "^coyote\\\\+[a-z]*@"
      x | regex envelope subaddress | + | envelope :regex :detail "from" "^a.*e$"
      x | regex body | + | body :raw :regex "(foo|make) (bar|money)"
      x | regex body | + | body :text :regex "^foo.*baz"
      x | regex index | + | header :index 1 :last :regex "subject" "^and|42"
      x | regex date | + | date :zone "+0000" :regex "date" "time" "^0[49]:10"
      x | regex variables | + | allof (header :regex "subject" "([a-z]+) from ([A-Z]+)", string :is "${2}" "ACME")
      x | regex variables | + | allof (header :regex "subject" "(a*)(b*)(a*)b", string :is "${0}-${1}-${2}-${3}" "aabbab-aa-bb-a")
      x | regex variables | + | allof (header :regex "subject" "\\\\[(list-)?([a-z0-9]+)\\\\](.*)$", string :is "${2}" "a")
      x | regex variables | + | allof (header :regex "subject" "(x)?y?(.)", string :is "${1}" "")
      x | regex variables | + | string :regex ["", "abc"] "^a(b)c$"
      x | regex variables | + | string :regex "a]b}" ["^a]b}$", "^a\\\\]$"]
      x | regex variables | + | string :regex "a]b}" "^a\\\\]b\\\\}$"
      x | regex variables | + | string :regex "ab" "^(|a)b$"
      x | regex variables | + | string :regex "abc" "^[[=a=]]b[[.c.]]$"
      x | regex variables | + | string :regex "a\\\\b" "^a\\\\\\\\b$"
      x | regex variables | + | string :regex "aaa" "^a**$"
      x | regex variables | - | string :comparator "i;octet" :regex "ABC" "[[:lower:]]"
      x | regex variables | + | string :comparator "i;ascii-casemap" :regex "ABC" "[[:lower:]]"
      x | regex variables | - | string :comparator "i;ascii-casemap" :regex "abc" "[^A-Z]"
      x | regex variables | + | allof (string :regex "xyz" "y", string "${0}" "y")
      x | regex variables | + | allof (string :regex "xyz" "(y)|(z)", string "${1}/${2}" "y/")
      x | regex variables | + | allof (string :regex "aaa" "(a)*", string "${0}-${1}" "aaa-a")
      x | regex variables | + | allof (string :regex "abcdefghij" "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)", string "${1}${9}" "ai")
      x | regex variables | + | allof (string :matches "pp" "*", not string :regex "abc" "(x)", string "${1}" "pp")
      x | regex variables | + | allof (string :regex "abc" "(b)", string :matches "qq" "*", string "${0}${1}" "qqqq")
      x | regex variables | + | allof (string :regex ["abc", "xbz"] ["(q)", "x(b)z"], string "${1}" "b")
      x | regex body | - | body :raw :regex "^foo\\\\."
      x | regex body | + | body :raw :regex "money.*"
      x | enotify | + | valid_notify_method "mailto:a@b.example"
      x | enotify | + | valid_notify_method ["mailto:a@b.example?subject=x%20y&body=z", "mailto:a@b.example"]
      x | enotify | - | valid_notify_method ["mailto:a@b.example", "nothing:x"]
      x | enotify | - | valid_notify_method "mailto:a@b.example?subject=%zz"
      x | enotify | + | notify_method_capability "mailto:a@b.example" "online" "maybe"
      x | enotify | - | notify_method_capability "mailto:a@b.example" "online" "yes"
      x | enotify | - | notify_method_capability "nothing:x" "online" "maybe"
      x | size | - | size :under 50
      """
          .replace("x | size |", "x | |");

  /** Whole scripts, one a line, whose actions are compared. */
  static final String SCRIPTS =
      """
      require "fileinto"; if header :contains "subject" "acme" { fileinto "A"; } fileinto "B";
      require ["fileinto", "copy"]; fileinto :copy "A"; redirect :copy "a@b.example"; keep;
      require ["imap4flags", "fileinto"]; setflag "\\\\Seen"; addflag ["$A $B"]; removeflag "$a"; fileinto "A"; fileinto :flags "x" "B";
      require ["imap4flags", "variables"]; addflag "v" "$X"; addflag "v" ["$Y", "$x"]; if hasflag "v" "$y" { keep :flags "${v}"; }
      require ["imap4flags"]; addflag "$A"; keep; addflag "$B";
      require ["variables", "fileinto"]; if header :matches "subject" "*[*]*" { set :lower "x" "${2}"; fileinto "l-${x}"; }
      require ["variables", "fileinto"]; set :upperfirst :lower "x" "aBC"; set :length "n" "${x}"; fileinto "${x}${n}";
      require ["variables", "fileinto"]; set :quotewildcard "x" "a*b?"; if string :matches "a*b?" "${x}" { fileinto "w"; }
      require ["variables", "fileinto", "enotify"]; set :encodeurl "x" "a b&c~d/"; fileinto "${x}";
      require ["ihave", "fileinto"]; if ihave "vnd.nothing" { frobnicate :x 5; fileinto "no"; } else { fileinto "yes"; }
      require ["ihave"]; if ihave "variables" { fileinto "no"; } elsif ihave ["fileinto", "copy"] { fileinto :copy "b"; }
      require ["ihave", "fileinto"]; if not ihave "vnd.nothing" { fileinto "without"; stop; } error "x";
      require ["include", "fileinto"]; include :personal "mine"; include :global "ours"; fileinto "end";
      require ["include", "fileinto"]; include "returns"; fileinto "after"; include "stops"; fileinto "never";
      require ["include", "fileinto"]; include :once "mine"; include :once "mine"; include :optional "nothing";
      require ["include", "fileinto", "variables"]; global "g"; set "g" "1"; set "l" "2"; include "shares"; fileinto "${g}${l}";
      require ["include", "variables", "fileinto"]; set "global.g" "7"; include "shares"; fileinto "${global.g}";
      require ["include", "fileinto"]; fileinto "a"; return; fileinto "b";
      require ["enotify"]; notify "mailto:a@b.example";
      require ["enotify"]; notify :importance "1" :message "hello" "mailto:a@b.example?subject=x&body=y";
      require ["enotify", "variables"]; if header :matches "subject" "*" { notify :message "got ${1}" "mailto:a@b.example"; }
      require ["enotify"]; notify :message "m" "mailto:a@b.example?to=c@d.example&cc=e@f.example"; discard;
      require ["vacation"]; vacation "gone";
      require ["vacation"]; vacation :days 3 :addresses ["b@two.example", "x@y.example"] :subject "Away" "gone";
      require ["vacation"]; if header :contains "subject" "acme" { vacation :handle "h" "gone"; discard; }
      require ["editheader", "fileinto"]; addheader "X-New" "one"; if header "x-new" "one" { fileinto "new"; }
      require ["editheader", "fileinto"]; deleteheader "Subject"; if not exists "subject" { fileinto "none"; }
      require ["editheader", "fileinto"]; deleteheader :index 2 "Subject"; addheader :last "Subject" "z"; if header :is "subject" "z" { fileinto "z"; }
      require ["editheader", "fileinto"]; deleteheader :contains "to" "roadrunner"; if exists "to" { fileinto "to"; }
      require ["editheader", "regex", "fileinto"]; deleteheader :regex "subject" "^(re|and)"; if exists "subject" { fileinto "left"; }
      require ["reject"]; if header :contains "subject" "list" { reject "no"; }
      require ["envelope", "fileinto"]; if envelope :domain "from" "desert.example.org" { fileinto "desert"; }
      require ["environment", "fileinto"]; if environment :contains "vnd.nothing" "" { fileinto "no"; } else { fileinto "yes"; }
      require ["mailbox", "fileinto"]; if mailboxexists "Nowhere" { fileinto "no"; } else { fileinto :create "Made"; }
      require ["date", "fileinto", "variables"]; if date :matches :zone "+0000" "date" "date" "*-*-*" { fileinto "m${2}"; }
      require ["body", "fileinto"]; if body :contains "money" { fileinto "spam"; } elsif body :raw :contains "foo" { fileinto "foo"; }
      require ["relational", "comparator-i;ascii-numeric", "fileinto"]; if header :count "gt" :comparator "i;ascii-numeric" "subject" "1" { fileinto "many"; }
      require ["subaddress", "variables", "envelope", "fileinto"]; if envelope :detail :matches "from" "*" { fileinto "d-${1}"; }
      require ["encoded-character", "fileinto"]; fileinto "${unicode:41}${hex:42 43}";
      require ["duplicate", "fileinto"]; if duplicate :seconds 60 { discard; } else { fileinto "first"; }
      require ["duplicate", "regex", "variables", "fileinto"]; if header :regex "subject" "([a-z]+)" { if duplicate :uniqueid "${1}" { discard; } else { fileinto "u-${1}"; } }
      discard; keep;
      redirect "a@b.example"; redirect "c@b.example";
      """;

  private static final Map<String, String> INCLUDED =
      Map.of(
          "mine", "require \"fileinto\"; fileinto \"mine\";",
          "global/ours", "require \"fileinto\"; fileinto \"ours\";",
          "returns", "require [\"include\", \"fileinto\"]; fileinto \"r\"; return; discard;",
          "stops", "stop;",
          "shares",
              "require [\"include\", \"variables\", \"fileinto\"]; global \"g\";"
                  + " fileinto \"s${g}${l}\"; set \"g\" \"3\"; set \"l\" \"4\";");

  @TempDir Path directory;

  /** The tests that are compared, by the extensions that they require, with blanks between. */
  static Map<String, List<String>> testsByExtensions() {
    Map<String, List<String>> testsByExtensions = new LinkedHashMap<>();
    for (String line : (SieveTestsTest.EXAMPLES + MORE).lines().toList()) {
      String[] columns = line.split("\\|", 4);
      String test = columns[3].strip();
      List<String> extensions = List.of(columns[1].strip().split(" ", -1));
      if (extensions.stream().noneMatch(ONLY_HERE::contains)
          && OTHERWISE_THERE.stream().noneMatch(test::startsWith)
          && !test.startsWith("currentdate")) {
        testsByExtensions.computeIfAbsent(columns[1].strip(), key -> new ArrayList<>()).add(test);
      }
    }
    return testsByExtensions;
  }

  /** The examples of tests and loops over parts that are compared. */
  static List<String> partExamples() {
    return SievePartsTest.EXAMPLES
        .lines()
        .filter(example -> PARTS_OTHERWISE_THERE.stream().noneMatch(example::contains))
        .toList();
  }

  @Test
  void testsHoldAsInPigeonhole() throws IOException, InterruptedException {
    Pigeonhole there = pigeonhole();
    Map<String, List<String>> testsByExtensions = testsByExtensions();
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Map.Entry<String, List<String>> group : testsByExtensions.entrySet()) {
      // Each test that holds sets a flag of its own: one process for many tests.
      StringBuilder script = new StringBuilder("require \"imap4flags\";\n");
      for (String extension : group.getKey().split(" ", -1)) {
        script.append(extension.isEmpty() ? "" : "require \"" + extension + "\";\n");
      }
      List<String> tests = group.getValue();
      for (int i = 0; i < tests.size(); i++) {
        script
            .append("if ")
            .append(tests.get(i))
            .append(" { addflag \"t")
            .append(i)
            .append("\"; }\n");
      }
      for (int m = 0; m < MESSAGES.size(); m++) {
        List<String> here = here(script.toString(), MESSAGES.get(m));
        List<String> says = there.actions(script.toString(), MESSAGES.get(m));
        for (int i = 0; i < tests.size(); i++) {
          String flag = " t" + i + " ";
          boolean holds = (here.getFirst() + " ").contains(flag);
          compared++;
          if (holds != (says.getFirst() + " ").contains(flag)) {
            differences.add("message " + m + ", here " + holds + ": " + tests.get(i));
          }
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(500);
  }

  @Test
  void scriptsDoWhatTheyDoInPigeonhole() throws IOException, InterruptedException {
    Pigeonhole there = pigeonhole();
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (String script : SCRIPTS.lines().toList()) {
      for (int m = 0; m < MESSAGES.size(); m++) {
        if (answersMachines(script, MESSAGES.get(m))) {
          continue;
        }
        List<String> here = here(script, MESSAGES.get(m));
        List<String> says = there.actions(script, MESSAGES.get(m));
        compared++;
        if (!here.equals(says)) {
          differences.add("message " + m + ": " + script + "\n  " + here + "\n  " + says);
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(200);
  }

  @Test
  void partsAreSeenAsInPigeonhole() throws IOException, InterruptedException {
    Pigeonhole there = pigeonhole();
    List<String> differences = new ArrayList<>();
    for (String example : partExamples()) {
      String script = SievePartsTest.script(example);
      List<String> here = here(script, SievePartsTest.MESSAGE);
      List<String> says = there.actions(script, SievePartsTest.MESSAGE);
      if (!here.equals(says)) {
        differences.add(example + "\n  " + here + "\n  " + says);
      }
    }
    assertThat(differences).isEmpty();
  }

  /** There it is only when the answer is sent that the rules against it are looked at. */
  private static boolean answersMachines(String script, String message) {
    return (script.contains("vacation") && !message.contains("To: roadrunner"))
        || ((script.contains("vacation") || script.contains("notify"))
            && message.startsWith("Auto-Submitted"));
  }

  private Pigeonhole pigeonhole() throws IOException {
    assumeTrue(Files.isExecutable(Pigeonhole.SIEVE_TEST), "sieve-test isn't installed");
    return new Pigeonhole(directory, INCLUDED);
  }

  /** What the script does here, in the words of {@link Pigeonhole#actions}. */
  private static List<String> here(String script, String message) {
    SieveEnvironment plain = Scripts.environment(new Included());
    int spam = message.indexOf("X-Spam: ");
    Integer percent =
        spam < 0 ? null : Integer.valueOf(message.substring(spam + 8, message.indexOf('\r', spam)));
    Integer virus = null;
    if (message.contains("X-Virus:")) {
      virus = message.contains("X-Virus: worm") ? 5 : 1;
    }
    SieveEnvironment environment =
        new SieveEnvironment(
            plain.sender(),
            plain.recipient(),
            null,
            plain.ownAddresses(),
            Scripts.NOW,
            '+',
            Map.of(),
            percent == null ? null : percent * 10,
            virus,
            plain.world());
    SieveResult result = Scripts.run(script, message, environment);
    assertThat(result.error()).as(script).isNull();
    List<String> actions = new ArrayList<>();
    for (SieveAction action : result.actions()) {
      String shown =
          switch (action) {
            case SieveAction.Keep keep -> store("INBOX", keep.flags());
            case SieveAction.FileInto into -> store(into.mailbox(), into.flags());
            case SieveAction.Redirect redirect -> "redirect " + redirect.address();
            case SieveAction.Notify notify -> notice(notify.notice(), script.contains(":message"));
            case SieveAction.Vacation vacation -> "vacation " + vacation.interval().toSeconds();
            case SieveAction.Reject reject -> "reject";
            default -> "";
          };
      if (!shown.isEmpty()) {
        actions.add(shown);
      }
    }
    return actions.stream().sorted().toList();
  }

  private static String store(String mailbox, List<String> flags) {
    return ("store " + mailbox + " " + String.join(" ", flags)).strip().toLowerCase(Locale.ROOT);
  }

  /** Without a subject in the script none is told there. */
  private static String notice(MailNotice notice, boolean withSubject) {
    String subject =
        notice.fields().stream()
            .filter(field -> field.name().equals("Subject"))
            .map(MailNotice.Field::value)
            .findFirst()
            .orElse("");
    return ("notify " + new TreeSet<>(notice.recipients()) + " " + (withSubject ? subject : ""))
        .strip();
  }

  /** A world that has nothing but scripts to include. */
  private static final class Included extends StoredWorld {
    @Override
    public @Nullable SieveProgram script(ScriptLocation location, String name)
        throws SieveSyntaxException {
      String key = location == ScriptLocation.GLOBAL ? "global/" + name : name;
      String text = INCLUDED.get(key);
      return text == null ? null : SieveCompiler.compile(text, SieveLimits.DEFAULT);
    }
  }
}
