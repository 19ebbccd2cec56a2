package org.angarium.store.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.script.ScriptRefusal.Reason;
import org.angarium.store.script.SiteScript.Role;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SiteScriptsTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  private final MemoryEngine engine = new MemoryEngine();
  private final SiteScripts scripts = new SiteScripts(engine, () -> NOW);

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ScriptRefusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  private static List<String> names(List<SiteScript> scripts) {
    return scripts.stream().map(SiteScript::name).toList();
  }

  @Test
  void scriptsArePutReplacedListedByRoleAndDeleted() throws Exception {
    assertThat(scripts.list()).isEmpty();
    scripts.put("b", Role.BEFORE, text("keep;"));
    scripts.put("a", Role.BEFORE, text("stop;"));
    scripts.put("z \u00fc", Role.AFTER, text("keep;"));
    assertThat(names(scripts.list(Role.BEFORE))).containsExactly("a", "b");
    scripts.put("a", Role.LIBRARY, text("discard;"));
    SiteScript library = scripts.get("a").orElseThrow();
    assertThat(library.text()).isEqualTo(text("discard;"));
    assertThat(library.changedAt()).isEqualTo(NOW);
    assertThat(names(scripts.list(Role.BEFORE))).containsExactly("b");
    scripts.delete("b");
    refused(Reason.NONEXISTENT, () -> scripts.delete("b"));
    assertThat(names(new SiteScripts(engine, () -> NOW).list())).containsExactly("a", "z \u00fc");
  }

  @Test
  void thereIsABoundToNumberAndSize() throws Exception {
    refused(Reason.BAD_NAME, () -> scripts.put("", Role.BEFORE, text("keep;")));
    refused(Reason.TOO_LARGE, () -> scripts.put("a", Role.BEFORE, new byte[Scripts.MAX_SIZE + 1]));
    int most = SiteScripts.MAX_OCTETS / Scripts.MAX_SIZE;
    for (int i = 0; i < most; i++) {
      scripts.put("large" + i, Role.LIBRARY, new byte[Scripts.MAX_SIZE]);
    }
    refused(Reason.TOO_LARGE, () -> scripts.put("one more", Role.LIBRARY, new byte[1]));
    for (int i = 0; i < most; i++) {
      scripts.put("large" + i, Role.LIBRARY, text("keep;"));
    }
    for (int i = most; i < SiteScripts.MAX_SCRIPTS; i++) {
      scripts.put("s" + i, Role.AFTER, text("keep;"));
    }
    refused(Reason.TOO_MANY, () -> scripts.put("one more", Role.AFTER, text("keep;")));
  }
}
