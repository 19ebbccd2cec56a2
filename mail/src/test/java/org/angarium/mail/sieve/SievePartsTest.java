package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveWorld;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests, loops and changes of the parts of a message (RFC 5703, RFC 6558). */
class SievePartsTest {
  static final String MESSAGE =
      """
      From: a@one.example
      To: root@two.example
      Subject: outer
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=outer; x=root

      preamble
      --outer
      Content-Type: text/plain; charset=utf-8; format=flowed
      X-Part: one

      Grüße eins
      --outer
      Content-Type: multipart/alternative; boundary=inner
      X-Part: two

      --inner
      Content-Type: text/plain
      X-Part: three
      X-Part: again; y="yes"

      drei & <b>
      --inner
      Content-Type: text/html; charset=iso-8859-1
      Content-Transfer-Encoding: quoted-printable
      X-Part: four

      <html><body><p>vi=E9r &amp; <b>more</b></p></body></html>
      --inner--

      --outer
      Content-Type: message/rfc822
      X-Part: five

      From: x@inner.example
      Subject: inner
      Content-Type: multipart/mixed; boundary=deep

      --deep
      Content-Type: text/plain

      deep text
      --deep
      Content-Type: image/png; name="pic.png"
      Content-Disposition: attachment; filename="pic.png"

      xx
      --deep--

      --outer
      Content-Type: application/pdf; name="a.pdf"
      Content-Disposition: Attachment; filename="a.pdf"; size=3
      Content-Transfer-Encoding: base64
      X-Part: six
      Cc: cc@part.example

      QUJD
      --outer
      X-Part: seven

      no type
      --outer--
      """
          .replace("\n", "\r\n");

  private static final String ALL =
      "require [\"mime\", \"foreverypart\", \"extracttext\", \"variables\", \"relational\","
          + " \"comparator-i;ascii-numeric\", \"index\"];\n";

  /** Whether it discards; a test or commands. */
  static final String EXAMPLES =
      """
      + | header :mime :anychild :is "x-part" "four"
      - | header :mime :is "x-part" "four"
      - | header :is "x-part" "four"
      + | header :mime :type :is "content-type" "multipart"
      + | header :mime :subtype "content-type" "MIXED"
      + | header :mime :contenttype "content-type" "multipart/mixed"
      + | header :mime :anychild :contenttype "content-type" ["x", "image/png"]
      - | header :mime :contenttype "content-type" "image/png"
      + | header :mime :anychild :type "content-disposition" "attachment"
      + | header :mime :anychild :subtype "content-disposition" ""
      + | header :mime :anychild :contenttype "content-disposition" "attachment"
      + | header :mime :anychild :param "filename" "content-disposition" "a.pdf"
      + | header :mime :anychild :param ["x","SIZE"] "content-disposition" "3"
      + | header :mime :param "x" "content-type" "root"
      + | header :mime :anychild :param "y" ["subject", "x-part"] "yes"
      + | header :mime :count "eq" :comparator "i;ascii-numeric" :anychild :param ["filename", "size"] "content-disposition" "3"
      + | header :mime :index 2 ["from", "subject"] "outer"
      + | header :mime :count "eq" :comparator "i;ascii-numeric" :anychild "content-type" "10"
      + | header :mime :count "eq" :comparator "i;ascii-numeric" :anychild :type "content-type" "10"
      + | header :mime :count "eq" :comparator "i;ascii-numeric" :anychild :type "subject" "2"
      + | header :mime :count "eq" :comparator "i;ascii-numeric" :anychild :subtype "content-disposition" "2"
      - | header :mime :contenttype "subject" "outer"
      + | header :mime :type :contains "subject" ""
      + | exists :mime :anychild ["x-part", "subject"]
      - | exists :mime ["x-part"]
      + | exists :mime ["subject"]
      + | exists :mime :anychild ["cc"]
      - | exists ["cc"]
      + | address :mime :anychild "cc" "cc@part.example"
      + | address :mime :anychild :domain "from" "inner.example"
      - | address :mime "cc" "cc@part.example"
      + | foreverypart { if header :mime "x-part" "six" { discard; } }
      - | foreverypart { if header "x-part" "six" { discard; } }
      + | foreverypart { if header :mime :anychild "x-part" "four" { if header :mime "x-part" "two" { discard; } } }
      - | foreverypart { if header :mime "x-part" "one" { foreverypart { discard; } } }
      + | foreverypart { if header :mime "x-part" "five" { foreverypart { if header :mime "subject" "inner" { discard; } } } }
      + | foreverypart { if header :mime "subject" "outer" { if header "subject" "outer" { discard; } } }
      + | set "n" ""; foreverypart { set "t" "-"; if header :mime :matches "x-part" "*" { set "t" "${1}"; } set "n" "${n} ${t}"; } if string :is "${n}" " - one two three four five - - - six seven" { discard; }
      + | set "n" ""; foreverypart { set "t" "-"; if header :mime :matches "x-part" "*" { set "t" "${1}"; } foreverypart { set "n" "${n}${t}"; } } if string :is "${n}" "----------twotwofivefivefive--" { discard; }
      + | set "n" ""; foreverypart { extracttext "t"; set "n" "${n}[${t}]"; } if string :matches "${n}" "[][Grüße eins][][drei & <b>]*[][][deep text][xx][ABC][no type*]" { discard; }
      + | set "n" ""; foreverypart { extracttext :first 4 :upper "t"; set "n" "${n}[${t}]"; } if string :contains "${n}" "[DREI]" { discard; }
      + | foreverypart { extracttext "t"; if string :contains "${t}" "<p>viér &amp; <b>more</b></p>" { discard; } }
      - | foreverypart { extracttext "t"; if string :contains "${t}" "viér & more" { discard; } }
      + | foreverypart :name "a" { foreverypart { break :name "a"; } stop; } discard;
      - | foreverypart { stop; } discard;
      """;

  static String script(String example) {
    String what = example.substring(example.indexOf('|') + 1).strip();
    return ALL + (what.endsWith("}") || what.endsWith(";") ? what : "if " + what + " { discard; }");
  }

  @TestFactory
  List<DynamicTest> looksAtPartsAsTheStandardSays() {
    List<DynamicTest> tests = new ArrayList<>();
    EXAMPLES
        .lines()
        .forEach(example ->
            tests.add(
                DynamicTest.dynamicTest(
                    example,
                    () ->
                        assertThat(run(script(example)).actions())
                            .isEqualTo(
                                example.startsWith("+")
                                    ? List.of(new SieveAction.Discard())
                                    : List.of(new SieveAction.Keep(List.of()))))));
    return tests;
  }

  @Test
  void leavesTheInnermostLoopUnlessToldOtherwise() {
    assertThat(
            run(ALL
                    + "foreverypart { foreverypart { break; } if header :mime \"x-part\" \"six\""
                    + " { discard; } }")
                .actions())
        .containsExactly(new SieveAction.Discard());
  }

  private static SieveResult run(String script) {
    SieveResult result = Scripts.run(script, MESSAGE, Scripts.environment(SieveWorld.empty()));
    assertThat(result.error()).isNull();
    return result;
  }

  /** The message that the actions of a script make of the one here. */
  private static String rewritten(String script, String message) {
    SieveResult result =
        Scripts.run(
            "require [\"replace\", \"enclose\", \"convert\", \"foreverypart\", \"mime\", \"editheader\"];\n"
                + script,
            message,
            Scripts.environment(SieveWorld.empty()));
    assertThat(result.error()).isNull();
    assertThat(result.actions().getLast()).isEqualTo(new SieveAction.Keep(List.of()));
    assertThat(result.actions()).hasSize(2);
    List<MessageSegment> segments = ((SieveAction.Rewrite) result.actions().getFirst()).message();
    byte[] bytes =
        MessageSegment.source(segments, MessageSource.of(message.getBytes(StandardCharsets.UTF_8)))
            .bytes(0, MessageSegment.length(segments));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String shape(String message) {
    MessageStructure structure =
        MessageStructure.of(message.getBytes(StandardCharsets.UTF_8), MimeLimits.DEFAULT);
    return Scripts.shape(structure.root());
  }

  @Test
  void replacesPartsAndKeepsTheOthersToTheOctet() {
    String after =
        rewritten(
            "foreverypart { if header :mime \"x-part\" \"six\" { replace \"removed ✂\"; } }",
            MESSAGE);
    int start = MESSAGE.indexOf("Content-Type: application/pdf");
    int end = MESSAGE.indexOf("\r\n--outer\r\nX-Part: seven");
    assertThat(after).startsWith(MESSAGE.substring(0, start)).endsWith(MESSAGE.substring(end));
    assertThat(after.substring(start, after.length() - (MESSAGE.length() - end)))
        .isEqualTo(
            "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\nremoved =E2=9C=82");
  }

  @Test
  void goesOnBehindAReplacedMultipart() {
    String after =
        rewritten(
            "foreverypart { if anyof (header :mime \"x-part\" \"two\", header :mime \"x-part\" \"three\","
                + " header :mime \"x-part\" \"seven\") { replace \"gone\"; } }",
            MESSAGE);
    assertThat(shape(after))
        .isEqualTo(
            "multipart/mixed(text/plain,text/plain,message/rfc822(multipart/mixed(text/plain,image/png)),"
                + "application/pdf,text/plain)");
  }

  @Test
  void replacesTheWholeMessageOutsideOfLoops() {
    String after =
        rewritten("replace :subject \"neu ü\" :from \"b@two.example\" \"all new\";", MESSAGE);
    assertThat(after)
        .isEqualTo(
            """
            To: root@two.example
            Original-Subject: outer
            Subject: =?UTF-8?Q?neu_=C3=BC?=
            Original-From: a@one.example
            From: b@two.example
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            all new\
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void takesPartsWithTheirHeadersFromTheScript() {
    String after =
        rewritten(
            "replace :mime text:\nSubject: no\nContent-Type: text/html\n\n<p>\n.\n;", MESSAGE);
    assertThat(after)
        .contains("Subject: outer")
        .doesNotContain("Subject: no")
        .endsWith("Content-Type: text/html\r\n\r\n<p>\r\n");
  }

  @Test
  void noReplacementBreaksOutOfItsMultipart() {
    SieveResult result =
        Scripts.run(
            "require [\"replace\", \"foreverypart\", \"mime\"];"
                + "foreverypart { if header :mime \"x-part\" \"six\" { replace \"--outer--\"; } }",
            MESSAGE,
            Scripts.environment(SieveWorld.empty()));
    assertThat(result.error()).contains("boundary");
    assertThat(result.actions()).containsExactly(new SieveAction.Keep(List.of()));
  }

  @Test
  void laterTestsSeeTheMessageAsItIsThen() {
    String after =
        rewritten(
            "addheader \"X-New\" \"1\"; foreverypart { if header :mime \"x-part\" \"one\""
                + " { replace \"1\"; } } if not exists :mime :anychild \"cc\" { discard; }"
                + " if allof (exists \"x-new\", not header :mime :anychild \"x-part\" \"one\")"
                + " { deleteheader \"x-new\"; convert \"text/html\" \"text/plain\" [\"\"]; }",
            MESSAGE);
    assertThat(after).doesNotContain("X-New").doesNotContain("X-Part: one");
    assertThat(after).contains("X-Part: four\r\nContent-Type: text/plain; charset=utf-8");
  }

  @Test
  void enclosesTheMessageInANewOne() {
    String after =
        rewritten(
            "enclose :subject \"look\" :headers [\"To\", \"to\", \"Content-Type\"] \"See below.\";",
            MESSAGE);
    assertThat(after)
        .startsWith("To: root@two.example\r\nFrom: <roadrunner@acme.example.com>\r\nDate: ")
        .contains("\r\nSubject: look\r\n")
        .contains("\r\n\r\nSee below.\r\n--")
        .contains("\r\n\r\n" + MESSAGE + "\r\n--");
    assertThat(shape(after))
        .isEqualTo("multipart/mixed(text/plain,message/rfc822(" + shape(MESSAGE) + "))");
  }

  @Test
  void redirectsSendTheMessageThatIsEnclosed() {
    String script =
        "require [\"enclose\", \"editheader\", \"copy\"]; addheader \"X-A\" \"1\"; enclose \"x\";"
            + " addheader \"X-B\" \"2\"; enclose \"y\"; redirect :copy \"a@b.org\";"
            + " redirect :copy \"c@b.org\";";
    assertThat(run(script).actions())
        .extracting(action -> action.getClass().getSimpleName())
        .containsExactly("AddHeader", "Redirect", "Redirect", "Rewrite", "Keep");
    assertThat(run(script.replaceAll("redirect[^;]*;", "")).actions())
        .extracting(action -> action.getClass().getSimpleName())
        .containsExactly("Rewrite", "Keep");
  }

  @Test
  void whatIsFiledBeforeAConversionIsAnotherMessage() {
    String script =
        "require [\"convert\", \"fileinto\", \"editheader\"]; fileinto \"A\";"
            + " convert \"text/html\" \"text/plain\" [\"\"]; fileinto \"A\";"
            + " addheader \"X-A\" \"1\"; fileinto \"A\";";
    assertThat(run(script).actions())
        .extracting(action -> action.getClass().getSimpleName())
        .containsExactly("FileInto", "Rewrite", "FileInto", "AddHeader");
  }

  @Test
  void aConversionIsDoneWholeOrNotAtAll() {
    String odd = MESSAGE.replace("charset=iso-8859-1", "charset=x-nobody-knows");
    String script =
        "require [\"convert\", \"mime\"]; if convert \"text/%s\" \"text/plain\" [\"\"] { discard; }";
    SieveEnvironment environment = Scripts.environment(SieveWorld.empty());
    String two =
        odd.replace(
            "Content-Type: text/plain; charset=utf-8; format=flowed", "Content-Type: text/html");
    assertThat(Scripts.run(script.formatted("html"), two, environment).actions())
        .containsExactly(new SieveAction.Keep(List.of()));
    // Nothing to convert is no failure.
    assertThat(Scripts.run(script.formatted("calendar"), two, environment).actions())
        .containsExactly(new SieveAction.Discard());
  }

  @Test
  void whatReplaceRenamedStays() {
    String after =
        rewritten(
            "replace :subject \"new\" \"x\"; deleteheader \"Original-Subject\"; deleteheader \"subject\";"
                + " replace \"y\";",
            MESSAGE);
    assertThat(after).contains("Original-Subject: outer\r\n").doesNotContain("\r\nSubject:");
  }

  @Test
  void aLoopGoesOnInTheEnclosedMessage() {
    String after =
        rewritten(
            "foreverypart { if header :mime \"x-part\" \"one\" { enclose \"x\"; }"
                + " if header :mime \"x-part\" \"seven\" { replace \"last\"; } }",
            MESSAGE);
    assertThat(shape(after)).startsWith("multipart/mixed(text/plain,message/rfc822(");
    assertThat(after).doesNotContain("X-Part: seven").contains("X-Part: one");
  }

  @Test
  void convertsTextAndSaysNoToAllElse() {
    assertThat(
            rewritten(
                "convert \"text/html\" \"text/plain\" [\"charset=utf-8\"];",
                "Subject: x\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>1 &lt; 2</p>"))
        .isEqualTo(
            "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 7bit\r\n\r\n 1 < 2 ");
    for (String no :
        List.of(
            "\"image/png\" \"image/gif\" [\"\"]",
            "\"text/html\" \"text/plain\" [\"charset=koi8-r\"]",
            "\"application/pdf\" \"text/plain\" [\"\"]")) {
      SieveResult result =
          Scripts.run(
              "require \"convert\"; if convert " + no + " { discard; }",
              MESSAGE,
              Scripts.environment(SieveWorld.empty()));
      assertThat(result.actions()).as(no).containsExactly(new SieveAction.Keep(List.of()));
    }
  }

  @Test
  void loopsAndReplacementsAreBounded() {
    assertThat(
            Scripts.errors("require \"foreverypart\";" + "foreverypart {".repeat(6) + "}".repeat(6))
                .toString())
        .contains("too many loops");
    String parts =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(9_000);
    SieveResult loops =
        Scripts.run(
            "require \"foreverypart\"; foreverypart { foreverypart { } } foreverypart { }",
            parts,
            Scripts.environment(SieveWorld.empty()));
    assertThat(loops.error()).isNull();
    SieveResult replacements =
        Scripts.run(
            "require [\"foreverypart\", \"replace\"]; foreverypart { replace \""
                + "long ".repeat(1000)
                + "\"; }",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(9_000),
            Scripts.environment(SieveWorld.empty()));
    // The first visit replaces the message itself.
    assertThat(replacements.error()).isNull();
    SieveResult many =
        Scripts.run(
            "require [\"foreverypart\", \"replace\", \"mime\"]; foreverypart {"
                + " if not exists :mime \"content-type\" { replace \"y\"; } }",
            parts,
            Scripts.environment(SieveWorld.empty()));
    assertThat(many.error()).contains("steps");
  }
}
