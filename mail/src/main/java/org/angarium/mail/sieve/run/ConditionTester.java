package org.angarium.mail.sieve.run;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.imap.Inbox;
import org.angarium.mail.sieve.action.FlagList;
import org.angarium.mail.sieve.action.MailtoUri;
import org.angarium.mail.sieve.compile.Condition;
import org.angarium.mail.sieve.compile.DateParts;
import org.angarium.mail.sieve.compile.EnvelopePart;
import org.angarium.mail.sieve.compile.ListName;
import org.angarium.mail.sieve.compile.NotifyCompiler;
import org.angarium.mail.sieve.match.Match;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.match.Variables;
import org.jspecify.annotations.Nullable;

/** Tests conditions in one run. */
final class ConditionTester {
  private final Run run;
  private final Matcher matcher;

  ConditionTester(Run run) {
    this.run = run;
    this.matcher = new Matcher(run);
  }

  boolean holds(Condition condition) throws SieveFault {
    run.step(0);
    return switch (condition) {
      case Condition.Constant constant -> constant.value();
      case Condition.Failure error -> throw new SieveFault(error.message());
      case Condition.IHave ihave -> run.has(ihave.extensions());
      case Condition.Relying relying -> {
        run.rely(relying.reliance());
        yield holds(relying.condition());
      }
      case Condition.Not not -> !holds(not.condition());
      case Condition.AllOf all -> allOf(all);
      case Condition.AnyOf any -> anyOf(any);
      case Condition.Exists exists -> exists(exists);
      case Condition.Size size -> size(size);
      case Condition.Header header -> header(header);
      case Condition.Address address -> address(address);
      case Condition.Envelope envelope -> envelope(envelope);
      case Condition.Text text -> text(text);
      case Condition.HasFlag hasFlag -> hasFlag(hasFlag);
      case Condition.Body body -> body(body);
      case Condition.Date date -> date(date);
      case Condition.Environment environment -> environment(environment);
      case Condition.MailboxExists mailboxes -> mailboxExists(mailboxes);
      case Condition.MailboxIdExists ids -> mailboxIdExists(ids);
      case Condition.SpecialUseExists uses -> specialUseExists(uses);
      case Condition.Duplicate duplicate -> duplicate(duplicate);
      case Condition.PartHeader header -> new PartTester(run).header(header);
      case Condition.PartAddress address -> new PartTester(run).address(address);
      case Condition.PartExists exists -> new PartTester(run).exists(exists);
      case Condition.Convert convert -> new PartConverter(run).convert(convert.conversion());
      case Condition.Metadata metadata -> metadata(metadata);
      case Condition.MetadataExists metadata -> metadataExists(metadata);
      case Condition.ValidList lists -> validList(lists);
      case Condition.ValidNotifyMethod methods -> validNotifyMethod(methods);
      case Condition.NotifyMethodCapability capability -> notifyCapability(capability);
      case Condition.Spam spam -> spam(spam);
      case Condition.Virus virus -> virus(virus);
    };
  }

  private boolean allOf(Condition.AllOf all) throws SieveFault {
    for (Condition condition : all.conditions()) {
      if (!holds(condition)) {
        return false;
      }
    }
    return true;
  }

  private boolean anyOf(Condition.AnyOf any) throws SieveFault {
    for (Condition condition : any.conditions()) {
      if (holds(condition)) {
        return true;
      }
    }
    return false;
  }

  private boolean exists(Condition.Exists exists) throws SieveFault {
    for (Template name : exists.names()) {
      run.step(0);
      if (run.seenHeader().all(run.expand(name)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private boolean size(Condition.Size test) {
    boolean part = run.parts().message() > 0;
    long size = part ? run.seen().bodyEnd() - run.seen().headerStart() : run.message().size();
    return test.over() ? size > test.limit() : size < test.limit();
  }

  private boolean header(Condition.Header test) throws SieveFault {
    List<String> values = new ArrayList<>(2);
    for (HeaderView.Field field : run.seenHeader().all(run.expand(test.names()), test.index())) {
      run.step(field.raw().length());
      values.add(field.text());
    }
    return matcher.any(test.match(), values);
  }

  private boolean address(Condition.Address test) throws SieveFault {
    List<String> values = new ArrayList<>(2);
    char separator = run.environment().separator();
    for (HeaderView.Field field : run.seenHeader().all(run.expand(test.names()), test.index())) {
      run.step(field.raw().length());
      for (MailboxItem mailbox : field.mailboxes()) {
        String part = test.part().of(mailbox, separator);
        if (part != null) {
          values.add(part);
        }
      }
    }
    return matcher.any(test.match(), values);
  }

  private boolean envelope(Condition.Envelope test) throws SieveFault {
    if (run.environment().imapEvent() != null) {
      // RFC 6785 §4.6.
      throw new SieveFault("a test of the envelope where no mail is delivered");
    }
    List<String> values = new ArrayList<>(1);
    ZoneOffset zone = zone(test.zone());
    for (Template template : test.parts()) {
      String name = Variables.canonical(run.expand(template));
      if (EnvelopePart.extension(name) != null) {
        if (test.onlyAddresses()) {
          throw new SieveFault("a part of \"" + name + "\" of the envelope, which is no address");
        }
        values.addAll(Envelopes.values(run.environment(), name, zone));
      }
      String address = Envelopes.address(run.environment(), name);
      String part =
          address == null
              ? null
              : Envelopes.part(address, test.part(), run.environment().separator());
      if (part != null) {
        values.add(part);
      }
    }
    return matcher.any(test.match(), values);
  }

  private boolean text(Condition.Text test) throws SieveFault {
    List<String> values = run.expand(test.sources());
    if (test.match().type() == Match.Type.COUNT) {
      // RFC 5229 §5: only strings that aren't empty count.
      values.removeIf(String::isEmpty);
    }
    boolean own = true;
    for (Template source : test.sources()) {
      own &= source.constantOrNull() != null || run.own(source).equals(run.expand(source));
    }
    return own ? matcher.anyElsewhere(test.match(), values) : matcher.any(test.match(), values);
  }

  private boolean hasFlag(Condition.HasFlag test) throws SieveFault {
    List<String> values = new ArrayList<>(2);
    if (test.variables().isEmpty()) {
      values.addAll(run.flags());
    }
    for (Template variable : test.variables()) {
      String name = Variables.canonical(run.expand(variable));
      values.addAll(FlagList.of(List.of(run.variables().value(name))));
    }
    return matcher.any(flags(test.match()), values);
  }

  /** The match with the flags apart that are in its keys now. */
  private Match flags(Match match) {
    boolean known = match.keys().stream().noneMatch(key -> key.text().constantOrNull() == null);
    if (known || match.type() == Match.Type.REGEX) {
      return match;
    }
    List<Template> flags = new ArrayList<>(2);
    for (Match.Key key : match.keys()) {
      flags.add(Template.constant(run.expand(key.text())));
    }
    return Match.of(match.type(), match.relation(), match.collation(), FlagList.split(flags));
  }

  private boolean body(Condition.Body test) throws SieveFault {
    List<String> values =
        switch (test.transform()) {
          case RAW -> BodyTexts.raw(run);
          case TEXT -> BodyTexts.content(run, List.of("text"));
          case CONTENT -> {
            List<String> types = run.expand(test.types());
            types.replaceAll(Variables::canonical);
            yield BodyTexts.content(run, types);
          }
        };
    run.step((int) Math.min(run.message().size(), Integer.MAX_VALUE / 2));
    // RFC 5173 §6: this test sets no match variables.
    return matcher.any(test.match(), values, false);
  }

  private boolean date(Condition.Date test) throws SieveFault {
    List<OffsetDateTime> dates = new ArrayList<>(1);
    if (test.header() == null) {
      dates.add(run.environment().now().toOffsetDateTime());
    } else {
      for (HeaderView.Field field : run.seenHeader().all(run.expand(test.header()), test.index())) {
        OffsetDateTime date = DateParts.inField(field.raw());
        if (date != null) {
          dates.add(date);
        }
      }
    }
    List<String> values = new ArrayList<>(1);
    String part = run.expand(test.part());
    ZoneOffset zone = zone(test.zone());
    for (OffsetDateTime date : dates) {
      OffsetDateTime shown = date;
      if (zone != null) {
        shown = date.withOffsetSameInstant(zone);
      } else if (!test.original()) {
        shown = date.atZoneSameInstant(run.environment().now().getZone()).toOffsetDateTime();
      }
      String value = DateParts.part(shown, part);
      if (value != null) {
        values.add(value);
      }
    }
    return matcher.any(test.match(), values);
  }

  private @Nullable ZoneOffset zone(@Nullable Template template) throws SieveFault {
    if (template == null) {
      return null;
    }
    String text = run.expand(template);
    ZoneOffset zone = DateParts.zone(text);
    if (zone == null) {
      throw new SieveFault("\"" + Variables.cut(text, 100) + "\" is no zone");
    }
    return zone;
  }

  private boolean environment(Condition.Environment test) throws SieveFault {
    String value = run.environment().item(Variables.canonical(run.expand(test.item())));
    // RFC 5183 §4: an unknown item makes the test false whatever it asks; an empty one counts 0.
    boolean counted = test.match().type() != Match.Type.COUNT || !"".equals(value);
    return value != null
        && matcher.anyElsewhere(test.match(), counted ? List.of(value) : List.of());
  }

  private String mailbox(Template name) {
    return Inbox.canonical(run.expand(name));
  }

  private boolean mailboxExists(Condition.MailboxExists test) throws SieveFault {
    for (Template mailbox : test.mailboxes()) {
      run.step(0);
      if (!run.environment().world().mailboxExists(mailbox(mailbox))) {
        return false;
      }
    }
    return true;
  }

  private boolean mailboxIdExists(Condition.MailboxIdExists test) throws SieveFault {
    for (Template id : test.ids()) {
      run.step(0);
      if (!run.environment().world().mailboxIdExists(run.expand(id))) {
        return false;
      }
    }
    return true;
  }

  private boolean specialUseExists(Condition.SpecialUseExists test) throws SieveFault {
    String mailbox = test.mailbox() == null ? "" : mailbox(test.mailbox());
    if (test.mailbox() != null && mailbox.isEmpty()) {
      // That would ask for any mailbox, and none has no name.
      return false;
    }
    for (Template use : test.uses()) {
      run.step(0);
      if (!run.environment().world().specialUseExists(mailbox, run.expand(use))) {
        return false;
      }
    }
    return true;
  }

  private boolean duplicate(Condition.Duplicate test) throws SieveFault {
    String id;
    if (test.uniqueId() != null) {
      id = run.expand(test.uniqueId());
    } else {
      String header = test.header() == null ? "message-id" : run.expand(test.header());
      List<HeaderView.Field> fields = run.seenHeader().all(header);
      id = fields.isEmpty() ? "" : fields.getFirst().text();
      if (id.isEmpty()) {
        // RFC 7352 §3.1 says so of a field that isn't there; an empty one tells nothing either.
        return false;
      }
    }
    String handle = test.handle() == null ? "" : run.expand(test.handle());
    return Duplicates.test(run, handle, id, test.seconds(), test.last());
  }

  private @Nullable String annotation(@Nullable Template mailbox, Template entry)
      throws SieveFault {
    run.step(0);
    SieveWorld world = run.environment().world();
    return mailbox == null
        ? world.serverMetadata(run.expand(entry))
        : world.metadata(mailbox(mailbox), run.expand(entry));
  }

  private boolean metadata(Condition.Metadata test) throws SieveFault {
    String value = annotation(test.mailbox(), test.entry());
    return value != null && matcher.anyElsewhere(test.match(), List.of(value));
  }

  private boolean metadataExists(Condition.MetadataExists test) throws SieveFault {
    for (Template entry : test.entries()) {
      if (annotation(test.mailbox(), entry) == null) {
        return false;
      }
    }
    return true;
  }

  private boolean validList(Condition.ValidList test) throws SieveFault {
    for (Template list : test.lists()) {
      run.step(0);
      if (!run.knowsList(ListName.canonical(run.expand(list)))) {
        return false;
      }
    }
    return true;
  }

  private boolean validNotifyMethod(Condition.ValidNotifyMethod test) throws SieveFault {
    for (Template method : test.methods()) {
      if (NotifyRunner.fault(run, method) != null) {
        return false;
      }
    }
    return true;
  }

  private boolean notifyCapability(Condition.NotifyMethodCapability test) throws SieveFault {
    String uri = run.expand(test.method());
    run.step(uri.length());
    return switch (Variables.canonical(run.expand(test.capability()))) {
      // RFC 5436 §2.2: nobody knows whether who gets mail is there to read it.
      case "online" ->
          NotifyCompiler.methodFault(uri) == null && matcher.any(test.match(), List.of("maybe"));
      // RFC 8580 §6.1: this depends on the scheme alone.
      case "fcc" -> MailtoUri.hasScheme(uri) && matcher.any(test.match(), List.of("yes"));
      default -> false;
    };
  }

  private boolean spam(Condition.Spam test) throws SieveFault {
    Integer percent = run.environment().spamPercent();
    if (percent == null) {
      return checked(test.match(), 0, false);
    }
    int likely = Math.clamp(percent, 0, 100);
    // RFC 5235 §3.2.1: without percents from 1 (surely not) to 10 (surely), 0 for not looked at.
    return checked(test.match(), test.percent() ? likely : 1 + likely * 9 / 100, true);
  }

  private boolean virus(Condition.Virus test) throws SieveFault {
    Integer level = run.environment().virusLevel();
    return checked(test.match(), level == null ? 0 : Math.clamp(level, 1, 5), level != null);
  }

  /** RFC 5235 §3.1: what somebody found out about the message counts 1, otherwise 0. */
  private boolean checked(Match match, int value, boolean known) throws SieveFault {
    List<String> values = List.of(Integer.toString(value));
    return matcher.any(match, match.type() == Match.Type.COUNT && !known ? List.of() : values);
  }
}
