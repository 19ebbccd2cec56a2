package org.angarium.mail.sieve.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.sieve.syntax.Phrase;
import org.jspecify.annotations.Nullable;

/** The arguments of a command or test, those with tags apart from the others. */
final class Arguments {
  private final Map<String, Phrase.@Nullable Argument> tags = new HashMap<>();
  private final List<Phrase.Argument> others = new ArrayList<>(2);

  /**
   * Takes arguments apart.
   *
   * @param plain tags that have no value
   * @param valued tags that have one
   * @param count how many arguments without tags there must be
   */
  Arguments(Phrase phrase, Set<String> plain, Set<String> valued, int count) throws BeyondRules {
    List<Phrase.Argument> all = phrase.arguments();
    for (int i = 0; i < all.size(); i++) {
      if (!(all.get(i) instanceof Phrase.Tag tag)) {
        others.add(all.get(i));
      } else if (tags.containsKey(tag.name())) {
        throw new BeyondRules("a tag twice");
      } else if (plain.contains(tag.name())) {
        tags.put(tag.name(), null);
      } else if (valued.contains(tag.name()) && i + 1 < all.size()) {
        tags.put(tag.name(), all.get(++i));
      } else {
        throw new BeyondRules("an unknown tag");
      }
    }
    if (others.size() != count) {
      throw new BeyondRules("other arguments");
    }
  }

  boolean has(String tag) {
    return tags.containsKey(tag);
  }

  /** Which of some tags was given, or null; several are beyond rules. */
  @Nullable String oneOf(List<String> group) throws BeyondRules {
    String found = null;
    for (String tag : group) {
      if (has(tag) && found != null) {
        throw new BeyondRules("two tags of one kind");
      }
      found = has(tag) ? tag : found;
    }
    return found;
  }

  /** The string of a tag; null if it wasn't given. */
  @Nullable String string(String tag) throws BeyondRules {
    return has(tag) ? string(tags.get(tag)) : null;
  }

  /** The strings of a tag; empty if it wasn't given. */
  List<String> strings(String tag) throws BeyondRules {
    return has(tag) ? strings(tags.get(tag)) : List.of();
  }

  /** The number of a tag; null if it wasn't given. */
  @Nullable Long number(String tag) throws BeyondRules {
    return has(tag) ? (Long) number(tags.get(tag)) : null;
  }

  String string(int index) throws BeyondRules {
    return string(others.get(index));
  }

  List<String> strings(int index) throws BeyondRules {
    return strings(others.get(index));
  }

  long number(int index) throws BeyondRules {
    return number(others.get(index));
  }

  private static String string(Phrase.@Nullable Argument argument) throws BeyondRules {
    if (argument instanceof Phrase.Strings strings && !strings.bracketed()) {
      return strings.texts().getFirst().value();
    }
    throw new BeyondRules("no string");
  }

  private static List<String> strings(Phrase.@Nullable Argument argument) throws BeyondRules {
    if (argument instanceof Phrase.Strings strings) {
      return strings.texts().stream().map(Phrase.Text::value).toList();
    }
    throw new BeyondRules("no strings");
  }

  private static long number(Phrase.@Nullable Argument argument) throws BeyondRules {
    if (argument instanceof Phrase.Amount amount) {
      return amount.value();
    }
    throw new BeyondRules("no number");
  }
}
