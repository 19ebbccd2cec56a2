package org.angarium.mail.sieve.compile;

import java.util.List;
import org.angarium.mail.sieve.match.AddressPart;
import org.angarium.mail.sieve.match.Match;
import org.angarium.mail.sieve.match.Template;
import org.jspecify.annotations.Nullable;

/** A test, compiled. Nulls are tagged arguments that weren't given. */
public sealed interface Condition {
  record Constant(boolean value) implements Condition {}

  /** A test of an extension that isn't there: the run fails. */
  record Failure(String message) implements Condition {}

  /** {@code ihave} of extensions that are there: it holds and the run has them from now on. */
  record IHave(List<String> extensions) implements Condition {}

  /** A test that makes use of what {@code ihave} must have brought. */
  record Relying(Reliance reliance, Condition condition) implements Condition {}

  record AllOf(List<Condition> conditions) implements Condition {}

  record AnyOf(List<Condition> conditions) implements Condition {}

  record Not(Condition condition) implements Condition {}

  record Exists(List<Template> names) implements Condition {}

  record Size(boolean over, long limit) implements Condition {}

  /** Which of the fields of a name (RFC 5260 §6): 0 for all, else counted from 1. */
  record Index(int number, boolean fromLast) {
    static final Index ALL = new Index(0, false);
    static final Index FIRST = new Index(1, false);
  }

  record Header(Match match, Index index, List<Template> names) implements Condition {}

  record Address(Match match, Index index, AddressPart part, List<Template> names)
      implements Condition {}

  /**
   * The envelope.
   *
   * @param onlyAddresses whether the script named an address part, so that all must be addresses
   * @param zone that of {@code bytimeabsolute}; null for the local one
   */
  record Envelope(
      Match match,
      AddressPart part,
      boolean onlyAddresses,
      @Nullable Template zone,
      List<Template> parts)
      implements Condition {}

  /** {@code string} of RFC 5229. */
  record Text(Match match, List<Template> sources) implements Condition {}

  record HasFlag(Match match, List<Template> variables) implements Condition {}

  record Body(Match match, Transform transform, List<Template> types) implements Condition {
    public enum Transform {
      RAW,
      CONTENT,
      TEXT
    }
  }

  /**
   * @param header null for the current date
   * @param original whether the zone is the one that the field names
   * @param zone null for the local one
   */
  record Date(
      Match match,
      Index index,
      @Nullable Template header,
      boolean original,
      @Nullable Template zone,
      Template part)
      implements Condition {}

  record Environment(Match match, Template item) implements Condition {}

  record MailboxExists(List<Template> mailboxes) implements Condition {}

  record MailboxIdExists(List<Template> ids) implements Condition {}

  record SpecialUseExists(@Nullable Template mailbox, List<Template> uses) implements Condition {}

  /** The mailbox is null for annotations of the server. */
  record Metadata(Match match, @Nullable Template mailbox, Template entry) implements Condition {}

  /** The mailbox is null for annotations of the server. */
  record MetadataExists(@Nullable Template mailbox, List<Template> entries) implements Condition {}

  /** {@code valid_ext_list} of RFC 6134. */
  record ValidList(List<Template> lists) implements Condition {}

  record ValidNotifyMethod(List<Template> methods) implements Condition {}

  record NotifyMethodCapability(Match match, Template method, Template capability)
      implements Condition {}

  /** Seconds is negative when the script doesn't say. */
  record Duplicate(
      @Nullable Template handle,
      @Nullable Template header,
      @Nullable Template uniqueId,
      long seconds,
      boolean last)
      implements Condition {}

  /** Which parts a test looks at (RFC 5703 §4): the current one, or that and all within it. */
  enum PartScope {
    CURRENT,
    ANY_CHILD
  }

  /** What a test looks at in a field. */
  enum Aspect {
    WHOLE,
    TYPE,
    SUBTYPE,
    CONTENT_TYPE,
    PARAMETERS
  }

  record PartHeader(
      Match match,
      Index index,
      PartScope scope,
      Aspect aspect,
      List<Template> parameters,
      List<Template> names)
      implements Condition {}

  record PartAddress(
      Match match, Index index, PartScope scope, AddressPart part, List<Template> names)
      implements Condition {}

  record PartExists(PartScope scope, List<Template> names) implements Condition {}

  /** {@code convert} as a test (RFC 6558 §2.2): whether no conversion failed. */
  record Convert(Step.Conversion conversion) implements Condition {}

  record Spam(Match match, boolean percent) implements Condition {}

  record Virus(Match match) implements Condition {}
}
