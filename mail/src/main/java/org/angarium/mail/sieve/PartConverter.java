package org.angarium.mail.sieve;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.mime.MessageText;
import org.angarium.mail.mime.MimeNode;

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
   * Converts the current part, or all of the message outside of loops.
   *
   * @return whether at least one part was converted and none stayed behind
   */
  boolean convert(Step.Conversion conversion) throws SieveFault {
    String from = Variables.canonical(run.expand(conversion.from()));
    String to = Variables.canonical(run.expand(conversion.to()));
    List<String> parameters = run.expand(conversion.parameters());
    PartView parts = run.parts();
    int first = parts.current();
    int end = parts.inLoop() ? first + 1 : parts.end(first);
    boolean can = to.equals("text/plain") && canMake(from, parameters);
    boolean all = can;
    int done = 0;
    // Backwards, so that the places of those before stay true.
    for (int i = end - 1; can && i >= first; i--) {
      run.step(0);
      MimeNode part = parts.get(i);
      if (!from.equals(part.mediaType() + "/" + part.subtype())) {
        continue;
      }
      boolean whole = part.bodyEnd() - part.bodyStart() <= run.limits().bodyBytes();
      if (!whole || !PartTexts.isKnown(part.charset())) {
        all = false;
        continue;
      }
      String text = PartTexts.decoded(run, part);
      put(i, part.subtype().equals("html") ? MessageText.withoutMarkup(text) : text);
      done++;
    }
    if (done > 0) {
      run.rewritten(first == 0 && parts.size() == 1);
      parts.changed();
    }
    return all && done > 0;
  }

  private static boolean canMake(String from, List<String> parameters) {
    for (String parameter : parameters) {
      if (!parameter.isBlank() && !Variables.canonical(parameter.strip()).equals(UTF_8)) {
        return false;
      }
    }
    return from.equals("text/plain") || from.equals("text/html");
  }

  /** A part with another text; its other fields, a file name among them, stay. */
  private void put(int index, String text) throws SieveFault {
    BodyPart body = BodyPart.plain(text);
    HeaderView header = run.parts().header(index);
    header.removeIf(
        name -> name.equals("content-type") || name.equals("content-transfer-encoding"));
    if (index == 0 && header.all("MIME-Version").isEmpty()) {
      header.add("MIME-Version", "1.0", true);
    }
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    fields.writeBytes(header.octets());
    fields.writeBytes(body.fields());
    NewPart part = new NewPart(fields.toByteArray(), body.body());
    if (index > 0) {
      PartRunner.put(run, index, part);
    } else {
      run.edit().become(List.of(new MessageSegment.Added(part.octets())));
    }
  }
}
