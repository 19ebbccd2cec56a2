package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
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

  static final String ALL =
      "require [\"" + String.join("\",\"", SieveExtensions.supported()) + "\"];\n";

  @Test
  void noScriptBreaksTheCompiler() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder script = new StringBuilder(round % 2 == 0 ? ALL : "");
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
    for (int round = 0; round < 3_000; round++) {
      StringBuilder script = new StringBuilder(ALL);
      int commands = 1 + random.nextInt(15);
      for (int i = 0; i < commands; i++) {
        command(random, script, 3);
      }
      run(
          SieveCompiler.compile(script.toString(), SieveLimits.DEFAULT),
          "seed " + seed + " script " + script);
    }
  }

  private static void run(SieveProgram program, String what) {
    try {
      SieveResult result =
          SieveInterpreter.run(
              program,
              Scripts.message(Scripts.MESSAGE),
              Scripts.environment(SieveWorld.empty()),
              SieveLimits.DEFAULT);
      assertThat(result.actions()).as(what).isNotEmpty();
      assertThat(result.actions().size()).as(what).isLessThanOrEqualTo(33);
      if (result.error() != null) {
        assertThat(result.actions()).containsExactly(new SieveAction.Keep(List.of()));
      }
    } catch (RuntimeException bug) {
      throw new AssertionError(what, bug);
    }
  }

  static void command(Random random, StringBuilder out, int depth) {
    switch (random.nextInt(depth > 0 ? 20 : 17)) {
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
      case 11 -> out.append("vacation ").append(text(random)).append(';');
      case 12 -> out.append("replace :subject \"s\" ").append(text(random)).append(';');
      case 13 -> out.append("replace :mime ").append(text(random)).append(';');
      case 14 -> out.append("enclose ").append(text(random)).append(';');
      case 15 -> out.append("convert \"text/html\" \"text/plain\" \"\";");
      case 16 -> out.append("if header :mime :anychild :type \"content-type\" \"text\" {keep;}");
      case 17, 18 -> {
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
    switch (random.nextInt(depth > 0 ? 9 : 7)) {
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
      case 7 -> {
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
