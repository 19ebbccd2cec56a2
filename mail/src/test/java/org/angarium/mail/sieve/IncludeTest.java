package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.compile.ScriptLocation;
import org.angarium.mail.sieve.compile.SieveCompiler;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.run.SieveWorld;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IncludeTest {
  private static final SieveAction.Keep KEEP = new SieveAction.Keep(List.of());
  private static final String HEAD = "require [\"include\", \"variables\", \"fileinto\"];\n";

  /** Scripts by name; those of the site begin with {@code global/}. */
  private final Map<String, String> scripts = new HashMap<>();

  private SieveResult run(String script) {
    SieveWorld world =
        new StoredWorld() {
          @Override
          public @Nullable SieveProgram script(ScriptLocation location, String name)
              throws SieveSyntaxException {
            String key = location == ScriptLocation.GLOBAL ? "global/" + name : name;
            String text = scripts.get(key);
            return text == null ? null : SieveCompiler.compile(text, SieveLimits.DEFAULT);
          }
        };
    return Scripts.run(script, Scripts.MESSAGE, Scripts.environment(world));
  }

  private List<String> mailboxes(String script) {
    SieveResult result = run(script);
    assertThat(result.error()).isNull();
    return result.actions().stream()
        .filter(SieveAction.FileInto.class::isInstance)
        .map(action -> ((SieveAction.FileInto) action).mailbox())
        .toList();
  }

  @Test
  void scriptsOfTheUserAndOfTheSiteAreApart() {
    scripts.put("a", "require \"fileinto\"; fileinto \"mine\";");
    scripts.put("global/a", "require \"fileinto\"; fileinto \"ours\";");
    assertThat(mailboxes(HEAD + "include \"a\"; include :global \"a\"; include :personal \"a\";"))
        .containsExactly("mine", "ours");
  }

  @Test
  void returnEndsOneScriptAndStopAll() {
    scripts.put("r", "require [\"include\", \"fileinto\"]; if true { return; } fileinto \"no\";");
    scripts.put("s", "require [\"include\", \"fileinto\"]; include \"r\"; stop;");
    assertThat(mailboxes(HEAD + "include \"r\"; fileinto \"a\"; include \"s\"; fileinto \"b\";"))
        .containsExactly("a");
    assertThat(mailboxes(HEAD + "fileinto \"a\"; return; fileinto \"b\";")).containsExactly("a");
  }

  @Test
  void onceIsOnceAndOptionalMayBeMissing() {
    scripts.put("n", HEAD + "global \"n\"; set \"n\" \"${n}i\";");
    assertThat(
            mailboxes(
                HEAD
                    + "global \"n\"; include \"n\"; include :once \"n\"; include \"n\";"
                    + " include :optional \"nothing\"; fileinto \"${n}\";"))
        .containsExactly("ii");
  }

  @Test
  void variablesAreSharedOnlyWhenDeclared() {
    scripts.put(
        "v",
        HEAD
            + "global \"shared\"; fileinto \"${own}-${shared}-${global.other}-${1}\";"
            + " set \"own\" \"x\"; set \"shared\" \"changed\";"
            + " if header :matches \"subject\" \"*\" { set \"global.other\" \"y\"; }");
    assertThat(
            mailboxes(
                HEAD
                    + "global [\"Shared\"]; set \"own\" \"mine\"; set \"shared\" \"a\";"
                    + " set \"global.other\" \"b\"; if header :matches \"x-score\" \"*points\" {}"
                    + " include \"v\"; fileinto \"${own}-${shared}-${global.other}-${1}\";"))
        .containsExactly("-a-b-", "mine-changed-y-15 ");
  }

  @Test
  void inALoopThePartIsTheMessageOfTheIncludedScript() {
    scripts.put(
        "part",
        "require [\"include\", \"variables\", \"body\", \"mime\", \"foreverypart\", \"extracttext\"];"
            + " global [\"seen\", \"parts\"];"
            + " if header :matches \"content-type\" \"text/*\" {"
            + "   if allof (size :under 150, not exists \"from\", body :raw :contains \"MONEY\","
            + "     not body :content \"\" :contains \"desert\", exists :mime \"content-type\")"
            + "   { set \"seen\" \"${seen}${1}\"; } }"
            + " foreverypart { set \"parts\" \"${parts}.\"; foreverypart { set \"parts\" \"${parts}-\"; } }");
    assertThat(
            mailboxes(
                "require [\"include\", \"variables\", \"fileinto\", \"foreverypart\", \"mime\"];"
                    + " global [\"seen\", \"parts\"];"
                    + " foreverypart { if header :mime :type \"content-type\" \"text\""
                    + " { include \"part\"; } } fileinto \"${seen}${parts}\";"
                    + " set \"seen\" \"\"; set \"parts\" \"\"; include \"part\";"
                    + " fileinto \"${seen}${parts}\";"))
        .containsExactly("html..", ".---...");
  }

  @Test
  void anIncludedScriptChangesThePartThatItSees() {
    scripts.put("replace", "require \"replace\"; replace \"gone\";");
    SieveResult result =
        run(
            "require [\"include\", \"foreverypart\", \"mime\"]; foreverypart {"
                + " if header :mime :subtype \"content-type\" \"html\" { include \"replace\"; } }"
                + " if header :mime :anychild :subtype \"content-type\" \"html\" { stop; }"
                + " if header :mime :subtype \"content-type\" \"mixed\" { discard; }");
    assertThat(result.error()).isNull();
    assertThat(result.actions()).hasSize(2).endsWith(new SieveAction.Discard());
  }

  // RFC 6609 §3.5.
  @Test
  void addedHeadersAreSeenInEveryScriptAndPart() {
    scripts.put(
        "adds",
        "require [\"include\", \"editheader\", \"mime\", \"fileinto\", \"variables\"];"
            + " if header :contains \"content-type\" \"html\" {"
            + "   if exists \"x-outer\" { fileinto \"outer\"; }"
            + "   addheader \"X-Inner\" \"1\";"
            + "   if allof (exists \"x-inner\", header :mime \"x-inner\" \"1\") { fileinto \"own\"; }"
            + "   include \"deletes\";"
            + "   if not exists \"x-outer\" { fileinto \"gone\"; } }");
    scripts.put("deletes", "require \"editheader\"; deleteheader \"X-Outer\";");
    assertThat(
            mailboxes(
                "require [\"include\", \"editheader\", \"fileinto\", \"foreverypart\", \"mime\"];"
                    + " addheader \"X-Outer\" \"1\"; foreverypart {"
                    + " include \"adds\"; if header :mime :subtype \"content-type\" \"html\" {"
                    + " if exists \"x-inner\" { fileinto \"back\"; }"
                    + " if not exists \"x-outer\" { fileinto \"gone too\"; } } }"))
        .containsExactly("outer", "own", "gone", "back", "gone too");
  }

  @Test
  void flagsAreThoseOfTheMessageNotOfTheScript() {
    scripts.put("f", "require \"imap4flags\"; addflag \"$A\";");
    assertThat(
            run("require [\"include\", \"imap4flags\"]; include \"f\"; addflag \"$B\";").actions())
        .containsExactly(new SieveAction.Keep(List.of("$A", "$B")));
  }

  @Test
  void actionsOfIncludedScriptsCancelTheImplicitKeep() {
    scripts.put("d", "discard;");
    assertThat(run("require \"include\"; include \"d\";").actions())
        .containsExactly(new SieveAction.Discard());
  }

  @Test
  void loopsAreRefused() {
    scripts.put("a", "require \"include\"; include \"b\";");
    scripts.put("b", "require \"include\"; include \"a\";");
    SieveResult result = run("require \"include\"; include \"a\";");
    assertThat(result.error()).contains("includes itself").contains("personal script \"b\"");
    assertThat(result.actions()).containsExactly(KEEP);
    scripts.put("b", "require \"include\"; include :once \"a\";");
    assertThat(run("require \"include\"; include \"a\";").error()).isNull();
  }

  @Test
  void depthAndNumberAreBounded() {
    for (int i = 0; i < 20; i++) {
      scripts.put("d" + i, "require \"include\"; include \"d" + (i + 1) + "\";");
    }
    assertThat(run("require \"include\"; include \"d0\";").error()).contains("10 deep");
    scripts.clear();
    for (int i = 0; i < 8; i++) {
      String twice = "include \"d" + (i + 1) + "\";";
      scripts.put("d" + i, "require \"include\";" + twice + twice);
    }
    scripts.put("d8", "");
    assertThat(run("require \"include\"; include \"d0\";").error()).contains("64 scripts");
  }

  @Test
  void whatIsWrongInAnIncludedScriptIsTold() {
    assertThat(run("require \"include\"; include :global \"x\";").error())
        .isEqualTo("in the global script \"x\": there is no such script");
    scripts.put("broken", "keep;\nfielinto \"x\";");
    assertThat(run("require \"include\"; include \"broken\";").error())
        .contains("personal script \"broken\": line 2: unknown command \"fielinto\"");
    scripts.put("fails", "require \"ihave\"; error \"sorry\";");
    scripts.put("outer", "require \"include\"; include \"fails\";");
    assertThat(run("require \"include\"; discard; include \"outer\";").error())
        .isEqualTo("in the personal script \"outer\": in the personal script \"fails\": sorry");
  }

  @Test
  void extensionsAreRequiredByEachScript() {
    scripts.put("x", "fileinto \"A\";");
    assertThat(run(HEAD + "include \"x\";").error()).contains("needs the extension \"fileinto\"");
  }

  @Test
  void errorsAreFoundWhenItIsCompiled() {
    assertThat(Scripts.errors(HEAD + "include \"${x}\";").toString()).contains("variables in it");
    assertThat(Scripts.errors(HEAD + "include \"\";").toString()).contains("no name of a script");
    assertThat(Scripts.errors(HEAD + "set \"x\" \"1\"; global \"x\";").toString())
        .contains("set before it is shared");
    assertThat(Scripts.errors("require \"include\"; global \"x\";").toString())
        .contains("needs the extension \"variables\"");
    assertThat(Scripts.errors("require \"variables\"; set \"global.x\" \"1\";").toString())
        .contains("can't be set");
    assertThat(Scripts.errors("include \"x\";").toString()).contains("extension \"include\"");
    assertThat(Scripts.errors("require \"include\"; include :global :personal \"x\";").toString())
        .contains("another of its kind");
  }
}
