package org.angarium.mail.sieve;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.mime.MimeNode;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.compile.SieveCompiler;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveInterpreter;
import org.angarium.mail.sieve.run.SieveMessage;
import org.angarium.mail.sieve.run.SieveWorld;
import org.angarium.mail.sieve.syntax.SieveError;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;

/** Short ways to compile and run scripts in tests. */
final class Scripts {
  static final ZonedDateTime NOW = ZonedDateTime.parse("2026-11-22T21:30:05+01:00");

  static final String MESSAGE =
      """
      Received: from a.example (a.example [192.0.2.1]) by mx.example.org; Sat, 21 Nov 2026 23:10:00 -0500
      Received: from b.example by a.example; Sat, 21 Nov 2026 22:00:00 -0500
      From: "Coyote, Wile E." <coyote+acme@Desert.Example.ORG>
      To: roadrunner@acme.example.com, Birds: a@one.example, b@two.example;
      Cc: sam@example.net
      Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= from ACME [42]
      Date: Sun, 22 Nov 2026 04:10:00 +0000
      Message-ID: <one@desert.example.org>
      X-Empty:
      X-Score: 15 points
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b

      preamble
      --b
      Content-Type: text/plain; charset=iso-8859-1
      Content-Transfer-Encoding: quoted-printable

      Gr=FC=DFe from the desert
      --b
      Content-Type: text/html

      <p>MAKE MONEY fast</p>
      --b
      Content-Type: application/octet-stream
      Content-Transfer-Encoding: base64

      c2VjcmV0IGRhdGE=
      --b--
      """
          .replace("\n", "\r\n");

  private Scripts() {}

  static SieveMessage message(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return SieveMessage.of(MessageStructure.of(bytes, MimeLimits.DEFAULT), MessageSource.of(bytes));
  }

  /** Types of a part and those within it. */
  static String shape(MimeNode part) {
    String type = part.mediaType() + '/' + part.subtype();
    return part.children().isEmpty()
        ? type
        : type + part.children().stream().map(Scripts::shape).collect(joining(",", "(", ")"));
  }

  static SieveEnvironment environment(SieveWorld world) {
    return new SieveEnvironment(
        "coyote+acme@desert.example.org",
        "roadrunner@acme.example.com",
        null,
        List.of("roadrunner@acme.example.com"),
        NOW,
        '+',
        Map.of("domain", "acme.example.com", "name", "Angarium"),
        50,
        null,
        world);
  }

  static SieveProgram compile(String script) {
    try {
      return SieveCompiler.compile(script, SieveLimits.DEFAULT);
    } catch (SieveSyntaxException wrong) {
      throw new AssertionError(wrong.errors().toString(), wrong);
    }
  }

  static List<SieveError> errors(String script) {
    try {
      SieveCompiler.compile(script, SieveLimits.DEFAULT);
      return List.of();
    } catch (SieveSyntaxException wrong) {
      return wrong.errors();
    }
  }

  static SieveResult run(String script, String message, SieveEnvironment environment) {
    return SieveInterpreter.run(
        compile(script), message(message), environment, SieveLimits.DEFAULT);
  }

  static SieveResult run(String script) {
    return run(script, MESSAGE, environment(SieveWorld.empty()));
  }

  static List<SieveAction> actions(String script) {
    SieveResult result = run(script);
    if (result.error() != null) {
      throw new AssertionError(result.error());
    }
    return result.actions();
  }

  /** Whether a test holds, with these extensions (with blanks between) required. */
  static boolean holds(String extensions, String test) {
    return holds(extensions, test, SieveWorld.empty());
  }

  static boolean holds(String extensions, String test, SieveWorld world) {
    StringBuilder script = new StringBuilder();
    for (String extension : extensions.split(" ", -1)) {
      if (!extension.isEmpty()) {
        script.append("require \"").append(extension).append("\";\n");
      }
    }
    script.append("if ").append(test).append(" { discard; }");
    SieveResult result = run(script.toString(), MESSAGE, environment(world));
    if (result.error() != null) {
      throw new AssertionError(result.error());
    }
    return result.actions().contains(new SieveAction.Discard());
  }
}
