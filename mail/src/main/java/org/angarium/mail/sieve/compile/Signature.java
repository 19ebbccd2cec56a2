package org.angarium.mail.sieve.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which arguments a command or test takes.
 *
 * @param extension what must be required to use it, or null
 * @param tags by name
 * @param positional the arguments without tags, in order
 * @param optionalFirst whether the first of them may be left out
 * @param optionalLast whether the last of them may be left out
 */
record Signature(
    String name,
    @Nullable String extension,
    Map<String, TagRule> tags,
    List<Value> positional,
    boolean optionalFirst,
    boolean optionalLast,
    Tests tests,
    boolean block) {

  /** What an argument is. */
  enum Value {
    NONE("nothing"),
    NUMBER("a number"),
    STRING("a string"),
    STRINGS("a string or a list of strings");

    private final String shown;

    Value(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }
  }

  /** How many tests it takes. */
  enum Tests {
    NONE,
    ONE,
    LIST
  }

  /**
   * A tagged argument.
   *
   * @param group of the tags of one group only one may be given
   * @param extension what must be required to use it, or null
   */
  record TagRule(Value value, String group, @Nullable String extension) {}

  static Builder of(String name) {
    return new Builder(name);
  }

  static final class Builder {
    private final String name;
    private @Nullable String extension;
    private final Map<String, TagRule> tags = new LinkedHashMap<>();
    private final List<Value> positional = new ArrayList<>(2);
    private boolean optionalFirst;
    private boolean optionalLast;
    private Tests tests = Tests.NONE;
    private boolean block;

    private Builder(String name) {
      this.name = name;
    }

    Builder extension(String needed) {
      extension = needed;
      return this;
    }

    Builder tag(String tag, Value value) {
      return tag(tag, value, tag, null);
    }

    Builder tag(String tag, Value value, String group, @Nullable String needed) {
      tags.put(tag, new TagRule(value, group, needed));
      return this;
    }

    Builder matching() {
      for (String type : List.of("is", "contains", "matches")) {
        tag(type, Value.NONE, "match", null);
      }
      tag("regex", Value.NONE, "match", "regex");
      tag("list", Value.NONE, "match", "extlists");
      tag("count", Value.STRING, "match", "relational");
      tag("value", Value.STRING, "match", "relational");
      return tag("comparator", Value.STRING);
    }

    Builder addressParts() {
      for (String part : List.of("all", "localpart", "domain")) {
        tag(part, Value.NONE, "part", null);
      }
      tag("user", Value.NONE, "part", "subaddress");
      return tag("detail", Value.NONE, "part", "subaddress");
    }

    /** The modifiers of {@code set} (RFC 5229 §4.1). */
    Builder modifiers() {
      tag("lower", Value.NONE, "case", null);
      tag("upper", Value.NONE, "case", null);
      tag("lowerfirst", Value.NONE, "first letter", null);
      tag("upperfirst", Value.NONE, "first letter", null);
      tag("quotewildcard", Value.NONE, "quote", null);
      tag("quoteregex", Value.NONE, "quote", "regex");
      tag("encodeurl", Value.NONE, "encode", "enotify");
      return tag("length", Value.NONE);
    }

    /** What makes a test look at a part (RFC 5703 §4). */
    Builder mime() {
      tag("mime", Value.NONE, "mime", "mime");
      return tag("anychild", Value.NONE, "anychild", "mime");
    }

    /** What a test looks at in a structured field of a part (RFC 5703 §4.1). */
    Builder mimeOptions() {
      tag("type", Value.NONE, "aspect", "mime");
      tag("subtype", Value.NONE, "aspect", "mime");
      tag("contenttype", Value.NONE, "aspect", "mime");
      return tag("param", Value.STRINGS, "aspect", "mime");
    }

    Builder index() {
      tag("index", Value.NUMBER, "index", "index");
      return tag("last", Value.NONE, "last", "index");
    }

    Builder takes(Value... values) {
      positional.addAll(List.of(values));
      return this;
    }

    Builder optionalFirst() {
      optionalFirst = true;
      return this;
    }

    Builder optionalLast() {
      optionalLast = true;
      return this;
    }

    Builder tests(Tests wanted) {
      tests = wanted;
      return this;
    }

    Builder block() {
      block = true;
      return this;
    }

    Signature build() {
      return new Signature(
          name,
          extension,
          Map.copyOf(tags),
          List.copyOf(positional),
          optionalFirst,
          optionalLast,
          tests,
          block);
    }
  }
}
