package org.angarium.mail.sieve.run;

import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.mime.MessageText;
import org.angarium.mail.mime.MimeNode;
import org.angarium.mail.mime.TransferDecoder;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.compile.Step;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Variables;
import org.jspecify.annotations.Nullable;

/**
 * {@code convert} (RFC 6558): makes text parts plain text in UTF-8. Nothing else can be done
 * without programs that know the formats of images and documents, and is answered by no.
 */
final class PartConverter {
  private static final String UTF_8 = "charset=utf-8";

  private final Run run;

  PartConverter(Run run) {
    this.run = run;
  }

  /**
   * Converts the current part, or all of the message outside of loops: all that have the type or
   * none (RFC 6558 §2).
   *
   * @return whether nothing failed; so it is too if nothing has the type (§2.2)
   */
  boolean convert(Step.Conversion conversion) throws SieveFault {
    String from = Variables.canonical(run.expand(conversion.from()));
    String to = Variables.canonical(run.expand(conversion.to()));
    List<String> parameters = run.expand(conversion.parameters());
    PartView parts = run.parts();
    int first = parts.current();
    int end = parts.inLoop() ? first + 1 : parts.end(first);
    boolean can = to.equals("text/plain") && canMake(from, parameters);
    long room = run.edit().room();
    SortedMap<Integer, NewPart> converted = new TreeMap<>(Comparator.reverseOrder());
    for (int i = first; i < end; i++) {
      run.step(0);
      MimeNode part = parts.get(i);
      if (from.equals(part.mediaType() + "/" + part.subtype())) {
        NewPart made = can ? converted(i) : null;
        room -= made == null ? 0 : made.octets().length;
        if (made == null || room < 0) {
          return false;
        }
        converted.put(i, made);
      }
    }
    if (!converted.isEmpty()) {
      put(converted);
    }
    return true;
  }

  private static boolean canMake(String from, List<String> parameters) {
    for (String parameter : parameters) {
      if (!parameter.isBlank() && !Variables.canonical(parameter.strip()).equals(UTF_8)) {
        return false;
      }
    }
    return from.equals("text/plain") || from.equals("text/html");
  }

  /** A part with another text; its other fields, a file name among them, stay. Null if it fails. */
  private @Nullable NewPart converted(int index) throws SieveFault {
    MimeNode part = run.parts().get(index);
    if (part.bodyEnd() - part.bodyStart() > run.limits().bodyBytes()
        || !TransferDecoder.isKnown(part.transferEncoding())
        || !PartTexts.isKnown(part.charset())) {
      return null;
    }
    String text = PartTexts.decoded(run, part);
    BodyPart body =
        BodyPart.plain(part.subtype().equals("html") ? MessageText.withoutMarkup(text) : text);
    HeaderView header = run.parts().header(index).copy();
    header.removeIf(
        name -> name.equals("content-type") || name.equals("content-transfer-encoding"));
    if (index == 0 && header.all("MIME-Version").isEmpty()) {
      header.add("MIME-Version", "1.0", true);
    }
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    fields.writeBytes(header.octets());
    fields.writeBytes(body.fields());
    NewPart made = new NewPart(fields.toByteArray(), body.body());
    return index > 0 && PartTexts.breaksOut(run.parts(), index, made.octets()) ? null : made;
  }

  /** Puts parts in their places, the last first, so that the places before stay true. */
  private void put(SortedMap<Integer, NewPart> converted) throws SieveFault {
    boolean whole = converted.containsKey(0);
    for (Map.Entry<Integer, NewPart> part : converted.entrySet()) {
      if (part.getKey() > 0) {
        PartRunner.put(run, part.getKey(), part.getValue());
      } else {
        run.edit().become(List.of(new MessageSegment.Added(part.getValue().octets())));
      }
    }
    run.rewritten(whole);
    run.parts().changed();
  }
}
