package org.angarium.mail.sieve.run;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.header.ContentTypeField;
import org.angarium.mail.header.DispositionField;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.ParameterList;
import org.angarium.mail.sieve.compile.Condition;
import org.angarium.mail.sieve.match.SieveFault;
import org.jspecify.annotations.Nullable;

/** Tests what the parts of a message say in their headers (RFC 5703 §4). */
final class PartTester {
  private final Run run;
  private final Matcher matcher;

  PartTester(Run run) {
    this.run = run;
    this.matcher = new Matcher(run);
  }

  boolean header(Condition.PartHeader test) throws SieveFault {
    List<String> parameters = run.expand(test.parameters());
    List<String> values = new ArrayList<>(2);
    List<String> names = run.expand(test.names());
    for (HeaderView header : headers(test.scope())) {
      for (HeaderView.Field field : header.all(names, test.index())) {
        run.step(field.raw().length());
        aspect(test.aspect(), field, parameters, values);
      }
    }
    return matcher.any(test.match(), values);
  }

  boolean address(Condition.PartAddress test) throws SieveFault {
    List<String> values = new ArrayList<>(2);
    char separator = run.environment().separator();
    List<String> names = run.expand(test.names());
    for (HeaderView header : headers(test.scope())) {
      for (HeaderView.Field field : header.all(names, test.index())) {
        run.step(field.raw().length());
        for (MailboxItem mailbox : field.mailboxes()) {
          String part = test.part().of(mailbox, separator);
          if (part != null) {
            values.add(part);
          }
        }
      }
    }
    return matcher.any(test.match(), values);
  }

  /** Whether each of the names is in the header of one of the parts. */
  boolean exists(Condition.PartExists test) throws SieveFault {
    List<HeaderView> headers = headers(test.scope());
    for (String name : run.expand(test.names())) {
      boolean found = false;
      for (HeaderView header : headers) {
        run.step(0);
        found |= !header.all(name).isEmpty();
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private List<HeaderView> headers(Condition.PartScope scope) throws SieveFault {
    PartView parts = run.parts();
    int first = parts.current();
    int end = scope == Condition.PartScope.CURRENT ? first + 1 : parts.end(first);
    List<HeaderView> headers = new ArrayList<>(end - first);
    for (int i = first; i < end; i++) {
      run.step(0);
      headers.add(parts.seen(i));
    }
    return headers;
  }

  /** Adds what the test looks at; a type is empty in fields that have none. */
  private static void aspect(
      Condition.Aspect aspect,
      HeaderView.Field field,
      List<String> parameters,
      List<String> values) {
    switch (aspect) {
      case WHOLE -> values.add(field.text());
      case PARAMETERS -> {
        ParameterList given = ParameterList.of(field.raw(), HeaderLimits.DEFAULT);
        for (String parameter : parameters) {
          String value = given.value(parameter);
          if (value != null) {
            values.add(value);
          }
        }
      }
      case TYPE, SUBTYPE, CONTENT_TYPE -> {
        String type = type(aspect, field);
        if (type != null) {
          values.add(type);
        }
      }
    }
  }

  /** What a field says of a type; null if it should and can't be understood. */
  private static @Nullable String type(Condition.Aspect aspect, HeaderView.Field field) {
    if (field.name().equals("content-type")) {
      ContentTypeField type = ContentTypeField.parse(field.raw(), HeaderLimits.DEFAULT);
      return type == null ? null : aspect(aspect, type.mediaType(), type.subtype());
    }
    if (field.name().equals("content-disposition")) {
      DispositionField disposition = DispositionField.parse(field.raw(), HeaderLimits.DEFAULT);
      // RFC 5703 §4.1: a disposition has no subtype.
      return disposition == null ? null : aspect(aspect, disposition.disposition(), "");
    }
    return "";
  }

  private static String aspect(Condition.Aspect aspect, String type, String subtype) {
    return switch (aspect) {
      case TYPE -> type;
      case SUBTYPE -> subtype;
      case CONTENT_TYPE, WHOLE, PARAMETERS -> subtype.isEmpty() ? type : type + '/' + subtype;
    };
  }
}
