package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.compile.ScriptLocation;
import org.angarium.mail.sieve.compile.SieveCompiler;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.run.SieveInterpreter;
import org.angarium.mail.sieve.syntax.SieveExtensions;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SieveFuzzTest {
  static final List<String> WORDS =
      List.of(
          "require",
          "if",
          "elsif",
          "else",
          "stop",
          "keep",
          "discard",
          "fileinto",
          "redirect",
          "reject",
          "ereject",
          "vacation",
          "set",
          "setflag",
          "addflag",
          "removeflag",
          "addheader",
          "deleteheader",
          "true",
          "false",
          "not",
          "allof",
          "anyof",
          "exists",
          "size",
          "header",
          "address",
          "envelope",
          "string",
          "hasflag",
          "body",
          "date",
          "currentdate",
          "duplicate",
          "spamtest",
          "mailboxexists",
          ":is",
          ":contains",
          ":matches",
          ":count",
          ":value",
          ":comparator",
          ":over",
          ":under",
          ":all",
          ":user",
          ":detail",
          ":index",
          ":last",
          ":copy",
          ":flags",
          ":raw",
          ":content",
          ":text",
          ":days",
          ":mime",
          ":zone",
          ":mime",
          ":anychild",
          ":param",
          ":contenttype",
          "foreverypart",
          "break",
          "replace",
          "enclose",
          "extracttext",
          "convert",
          "notify",
          "include",
          "return",
          "global",
          "error",
          "ihave",
          "metadata",
          "servermetadataexists",
          "valid_ext_list",
          "valid_notify_method",
          "notify_method_capability",
          ":regex",
          ":list",
          ":fcc",
          ":create",
          ":notify",
          ":ret",
          ":bytimerelative",
          ":bymode",
          ":once",
          ":optional",
          ":quoteregex",
          ":encodeurl",
          ":importance",
          ":message",
          "\"mailto:a@b.org?body=x\"",
          "\"(a|b*)+c{2,3}\"",
          "\"global.v\"",
          "\"notify\"",
          "\"i;octet\"",
          "\"gt\"",
          "\"a@b.org\"",
          "\"subject\"",
          "\"*\"",
          "\"?*${1}\"",
          "\"${v}${v}\"",
          "\"v\"",
          "\"\"",
          "1",
          "10K",
          "99999999999G",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          ",",
          ";",
          "\n",
          "#",
          "/*",
          "*/",
          "text:\n",
          "\n.\n",
          "\"",
          "\\",
          "\0",
          "é",
          "😀",
          ":");

  private static final String SIGNS = "{}[]()\";:,*\\$";

  /** Requires all extensions that agree with one another but {@code without}. */
  static String requireAll(String... without) {
    Set<String> names = new TreeSet<>(SieveExtensions.supported());
    names.remove("imapsieve");
    List.of(without).forEach(names::remove);
    return "require [\"" + String.join("\",\"", names) + "\"];\n";
  }

  @Test
  void noScriptBreaksTheCompiler() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> heads = List.of(requireAll(), requireAll("ihave"), "", "require \"ihave\";\n");
    for (int round = 0; round < 10_000; round++) {
      StringBuilder script = new StringBuilder(heads.get(round % heads.size()));
      int length = random.nextInt(60);
      for (int i = 0; i < length; i++) {
        script.append(WORDS.get(random.nextInt(WORDS.size())));
        script.append(random.nextInt(4) == 0 ? "" : " ");
      }
      try {
        SieveProgram program = SieveCompiler.compile(script.toString(), SieveLimits.DEFAULT);
        run(program, "seed " + seed + " script " + script);
      } catch (SieveSyntaxException wrong) {
        assertThat(wrong.errors()).as("seed %d", seed).isNotEmpty();
      } catch (RuntimeException bug) {
        throw new AssertionError("seed " + seed + " script " + script, bug);
      }
    }
  }

  @Test
  void noWellFormedScriptBreaksTheInterpreter() throws SieveSyntaxException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder script = new StringBuilder(requireAll("ihave"));
      int commands = 1 + random.nextInt(15);
      for (int i = 0; i < commands; i++) {
        command(random, script, 3);
      }
      run(
          SieveCompiler.compile(script.toString(), SieveLimits.DEFAULT),
          "seed " + seed + " script " + script);
    }
  }

  /** What was well-formed stays a script or not when octets change, but nothing else happens. */
  @Test
  void noChangedOctetsBreakAnything() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder script = new StringBuilder(requireAll());
      for (int i = 1 + random.nextInt(8); i > 0; i--) {
        command(random, script, 3);
      }
      byte[] octets = changed(random, script.toString());
      byte[] message = changed(random, Scripts.MESSAGE);
      String what = "seed " + seed + " round " + round;
      try {
        SieveProgram program = SieveCompiler.compile(octets, SieveLimits.DEFAULT);
        run(program, new String(message, StandardCharsets.ISO_8859_1), what);
      } catch (SieveSyntaxException wrong) {
        assertThat(wrong.errors()).as(what).isNotEmpty();
      } catch (RuntimeException bug) {
        throw new AssertionError(what, bug);
      }
    }
  }

  private static byte[] changed(Random random, String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(6); i > 0; i--) {
      octets[random.nextInt(octets.length)] =
          (byte)
              (random.nextBoolean()
                  ? random.nextInt(256)
                  : SIGNS.charAt(random.nextInt(SIGNS.length())));
    }
    return octets;
  }

  /** Includes some scripts, one of which is broken and one a loop. */
  private static final class Including extends StoredWorld {
    private static final Map<String, String> SCRIPTS =
        Map.of(
            "v", "require [\"include\", \"variables\"]; global \"v\"; set \"v\" \"${v}x\"; return;",
            "a", "require \"include\"; include \"a\";",
            "subject", "stop",
            "", "stop;");

    @Override
    public @Nullable SieveProgram script(ScriptLocation location, String name)
        throws SieveSyntaxException {
      String text = SCRIPTS.get(name);
      return text == null ? null : SieveCompiler.compile(text, SieveLimits.DEFAULT);
    }
  }

  /** Few steps, so that no random script takes long. */
  private static final SieveLimits FEW =
      new SieveLimits(
          256 * 1024,
          32,
          64 * 1024,
          5_000,
          20_000,
          20_000,
          32,
          4,
          128,
          8_192,
          1024 * 1024,
          4,
          8,
          1_000,
          4);

  private static void run(SieveProgram program, String what) {
    run(program, Scripts.MESSAGE, what);
  }

  private static void run(SieveProgram program, String message, String what) {
    try {
      SieveResult result =
          SieveInterpreter.run(
              program, Scripts.message(message), Scripts.environment(new Including()), FEW);
      assertThat(result.actions()).as(what).isNotEmpty();
      assertThat(result.actions().size()).as(what).isLessThanOrEqualTo(33);
      assertThat(result.steps()).as(what).isLessThan(2 * FEW.steps());
      if (result.error() != null) {
        assertThat(result.actions()).containsExactly(new SieveAction.Keep(List.of()));
      }
    } catch (RuntimeException bug) {
      throw new AssertionError(what, bug);
    }
  }

  static void command(Random random, StringBuilder out, int depth) {
    switch (random.nextInt(depth > 0 ? 27 : 23)) {
      case 0 -> out.append("keep;");
      case 1 -> out.append("fileinto ").append(text(random)).append(';');
      case 2 -> out.append("redirect :copy \"a").append(random.nextInt(3)).append("@b.org\";");
      case 3 -> out.append("discard;");
      case 4, 5 -> out.append("set :upperfirst \"v\" ").append(text(random)).append(';');
      case 6 -> out.append("addflag ").append(text(random)).append(';');
      case 7 -> out.append("addheader \"Subject\" ").append(text(random)).append(';');
      case 8 ->
          out.append("deleteheader :index 1 :matches \"subject\" ")
              .append(text(random))
              .append(';');
      case 9 -> out.append("set :quotewildcard :length \"w\" ").append(text(random)).append(';');
      case 10 -> out.append("removeflag \"v\" ").append(text(random)).append(';');
      case 11 -> out.append("vacation :fcc \"Sent\" ").append(text(random)).append(';');
      case 12 ->
          out.append("notify :message ")
              .append(text(random))
              .append(" \"mailto:a@b.org?body=${v}\";");
      case 13 -> out.append("set :quoteregex :encodeurl \"v\" ").append(text(random)).append(';');
      case 14 -> out.append(random.nextInt(8) == 0 ? "include \"a\";" : "include :optional \"v\";");
      case 15 -> out.append(random.nextInt(8) == 0 ? "return;" : "set \"global.v\" \"${v}y\";");
      case 16 ->
          out.append("redirect :copy :notify \"DELAY\" :bytimerelative 1 \"b")
              .append(random.nextInt(3))
              .append("@b.org\";");
      case 17 ->
          out.append("deleteheader :regex \"subject\" \"${v}")
              .append(random.nextInt(4))
              .append("\";");
      case 18 -> out.append("replace :subject \"s\" ").append(text(random)).append(';');
      case 19 -> out.append("replace :mime ").append(text(random)).append(';');
      case 20 -> out.append("enclose ").append(text(random)).append(';');
      case 21 -> out.append("convert \"text/html\" \"text/plain\" \"\";");
      case 22 -> out.append("if header :mime :anychild :type \"content-type\" \"text\" {keep;}");
      case 23, 24 -> {
        out.append("foreverypart {");
        command(random, out, depth - 1);
        out.append("extracttext \"v\"; if header :mime :contains \"x\" ")
            .append(text(random))
            .append(" {break;} ");
        command(random, out, depth - 1);
        out.append('}');
      }
      default -> {
        out.append("if ");
        test(random, out, depth - 1);
        out.append(" {");
        command(random, out, depth - 1);
        out.append("} else {");
        command(random, out, depth - 1);
        out.append('}');
      }
    }
    out.append('\n');
  }

  private static void test(Random random, StringBuilder out, int depth) {
    String match =
        List.of(":is", ":contains", ":matches", ":value \"ge\"", ":count \"lt\"")
            .get(random.nextInt(5));
    if (random.nextBoolean()) {
      match += " :comparator \"i;unicode-casemap\"";
    }
    switch (random.nextInt(depth > 0 ? 12 : 10)) {
      case 0 -> out.append("header ").append(match).append(" \"subject\" ").append(text(random));
      case 1 -> out.append("address ").append(match).append(" \"from\" ").append(text(random));
      case 2 ->
          out.append("string ")
              .append(match)
              .append(' ')
              .append(text(random))
              .append(' ')
              .append(text(random));
      case 3 -> out.append("body ").append(match).append(' ').append(text(random));
      case 4 ->
          out.append("date ").append(match).append(" \"date\" \"std11\" ").append(text(random));
      case 5 -> out.append("hasflag ").append(match).append(' ').append(text(random));
      case 6 ->
          out.append("envelope :detail ").append(match).append(" \"from\" ").append(text(random));
      case 7 ->
          out.append("header :regex \"subject\" \"(")
              .append(random.nextInt(9))
              .append("|.*)${v}\"");
      case 8 ->
          out.append("metadata ").append(match).append(" \"INBOX\" \"/private/comment\" \"x\"");
      case 9 -> out.append("string :list ").append(text(random)).append(" \":addrbook:default\"");
      case 10 -> {
        out.append("not ");
        test(random, out, depth - 1);
      }
      default -> {
        out.append("anyof (");
        test(random, out, depth - 1);
        out.append(", ");
        test(random, out, depth - 1);
        out.append(')');
      }
    }
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = random.nextInt(6); i >= 0; i--) {
      out.append(
          List.of(
                  "*",
                  "?",
                  "a",
                  "ü",
                  "ß",
                  "😀",
                  "${v}${v}",
                  "${1}",
                  "${2}",
                  "ACME",
                  "\\\\",
                  " ",
                  "ﬁ")
              .get(random.nextInt(13)));
    }
    return out.append('"').toString();
  }
}
