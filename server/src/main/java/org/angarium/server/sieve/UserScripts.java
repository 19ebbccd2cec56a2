package org.angarium.server.sieve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.angarium.mail.sieve.compile.SieveCompiler;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.syntax.SieveError;
import org.angarium.mail.sieve.syntax.SieveExtensions;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.script.ScriptInfo;
import org.angarium.store.script.ScriptRefusal;
import org.angarium.store.script.Scripts;
import org.angarium.store.script.SiteScripts;

/** Compiles users' scripts, and stores those that can run. Thread-safe. */
public final class UserScripts {
  /** Chars of all scripts whose programs are kept. */
  private static final long CACHED_CHARS = 4 << 20;

  /** What the language has and delivery does not do: it would be promised and not kept. */
  private static final Set<String> NOT_CARRIED_OUT =
      Set.of(
          "envelope-deliverby",
          "extlists",
          "imapsieve",
          "mboxmetadata",
          "redirect-deliverby",
          "servermetadata",
          "virustest");

  private static final Set<String> CARRIED_OUT =
      SieveExtensions.supported().stream()
          .filter(extension -> !NOT_CARRIED_OUT.contains(extension))
          .collect(Collectors.toUnmodifiableSet());

  private final Scripts scripts;
  private final SiteScripts site;
  private final SieveLimits limits = SieveLimits.DEFAULT;

  private final Cache<String, SieveProgram> programs =
      Caffeine.newBuilder()
          .executor(Runnable::run)
          .maximumWeight(CACHED_CHARS)
          .weigher((String text, SieveProgram program) -> text.length())
          .build();

  public UserScripts(Scripts scripts, SiteScripts site) {
    this.scripts = scripts;
    this.site = site;
  }

  /** What scripts can require here, sorted. */
  public static Set<String> extensions() {
    return new TreeSet<>(CARRIED_OUT);
  }

  SieveLimits limits() {
    return limits;
  }

  /** The program of a text; kept for the next message. */
  SieveProgram program(byte[] text) throws SieveSyntaxException {
    String key = new String(text, StandardCharsets.UTF_8);
    SieveProgram known = programs.getIfPresent(key);
    if (known != null) {
      return known;
    }
    SieveProgram program = SieveCompiler.compile(text, limits, CARRIED_OUT);
    programs.put(key, program);
    return program;
  }

  /** The program of a text that {@link #faults} finds nothing wrong with. */
  static SieveProgram compiled(byte[] text) {
    try {
      return SieveCompiler.compile(text, SieveLimits.DEFAULT, CARRIED_OUT);
    } catch (SieveSyntaxException wrong) {
      throw new IllegalArgumentException("the script cannot run", wrong);
    }
  }

  /**
   * Looks whether a text is a script that can run here.
   *
   * @return what is wrong, each with its place and a remedy; empty if nothing is
   */
  public static List<SieveError> faults(byte[] text) {
    try {
      SieveCompiler.compile(text, SieveLimits.DEFAULT, CARRIED_OUT);
      return List.of();
    } catch (SieveSyntaxException wrong) {
      return wrong.errors();
    }
  }

  /** As {@link #faults}, each in a line. */
  public List<String> check(byte[] text) {
    return faults(text).stream().map(SieveError::toString).toList();
  }

  /**
   * Stores a script that {@link #check} finds nothing wrong with.
   *
   * @throws IllegalArgumentException if it does
   */
  public ScriptInfo put(AccountId account, String name, byte[] text)
      throws StoreException, ScriptRefusal {
    if (!check(text).isEmpty()) {
      throw new IllegalArgumentException("the script cannot run");
    }
    return scripts.put(account, name, text);
  }

  /** The administrators' scripts, which are compiled in the same way. */
  public SiteScripts site() {
    return site;
  }

  /** The service below, for what needs no compiler. */
  public Scripts scripts() {
    return scripts;
  }
}
