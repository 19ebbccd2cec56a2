package org.angarium.mail.sieve.run;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.mime.MimeNode;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.compile.Step;
import org.angarium.mail.sieve.match.HeaderText;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Variables;

/** Executes the commands of RFC 5703 in one run. */
final class PartRunner {
  /** Messages around the message that came; loops could pile them up. */
  private static final int MAX_ENCLOSURES = 4;

  private final Run run;
  private int enclosures;

  PartRunner(Run run) {
    this.run = run;
  }

  /** Where the script goes on behind the loop. */
  StepRunner.Next loop(Step.ForEveryPart step, StepRunner runner) throws SieveFault {
    PartView parts = run.parts();
    PartView.Loop loop = parts.enter();
    StepRunner.Next next = StepRunner.Next.STEP;
    while (next == StepRunner.Next.STEP && parts.next(loop)) {
      run.step(0);
      next = runner.execute(step.steps());
    }
    parts.leave(loop);
    return next == StepRunner.Next.BREAK && run.leftLoop() ? StepRunner.Next.STEP : next;
  }

  /**
   * RFC 5703 §7: the content, its transfer encoding and charset undone, and nothing else. The
   * content of an HTML part is its HTML; who wants to read it can {@code convert}.
   */
  void extractText(Step.ExtractText step) throws SieveFault {
    PartView parts = run.parts();
    String text = PartTexts.content(run, parts.get(parts.current()));
    int first = (int) Math.min(step.first(), text.codePointCount(0, text.length()));
    String taken = text.substring(0, text.offsetByCodePoints(0, first));
    StepRunner.set(run, step.name(), taken, "", step.modifiers());
  }

  /** RFC 5703 §5: the current part, or the message outside of loops. */
  void replace(Step.Replace step) throws SieveFault {
    String text = run.expand(step.replacement());
    run.step(text.length());
    NewPart part = step.mime() ? NewPart.entity(text) : NewPart.text(text);
    int current = run.parts().current();
    if (current == 0) {
      replaceMessage(step, part);
    } else {
      put(run, current, part);
    }
    run.rewritten(current == 0);
    run.parts().replacedCurrent();
  }

  /** Puts a part in the place of another that isn't the message itself. */
  static void put(Run run, int index, NewPart part) throws SieveFault {
    MimeNode old = run.parts().get(index);
    byte[] octets = part.octets();
    if (PartTexts.breaksOut(run.parts(), index, octets)) {
      throw new SieveFault("a replacement with a boundary of the message in it");
    }
    run.edit().splice(old.headerStart(), old.bodyEnd(), List.of(new MessageSegment.Added(octets)));
  }

  private void replaceMessage(Step.Replace step, NewPart part) throws SieveFault {
    HeaderView header = run.header();
    if (step.subject() != null) {
      rename(header, "Subject");
      header.add("Subject", HeaderText.oneLine(run.expand(step.subject())), true);
    }
    if (step.from() != null) {
      String from = HeaderText.oneLine(run.expand(step.from()));
      String fault = HeaderText.authorFault(from);
      if (fault != null) {
        throw new SieveFault("replace :from " + fault);
      }
      rename(header, "From");
      header.add("From", from, true);
    }
    header.removeIf(PartTexts::describesContent);
    header.add("MIME-Version", "1.0", true);
    List<MessageSegment> message = new ArrayList<>(2);
    // The part's fields come after those of the message.
    message.add(new MessageSegment.Added(header.octets()));
    message.add(new MessageSegment.Added(part.octets()));
    run.edit().become(message);
  }

  /** RFC 5703 §5: what was there before is shown under another name. */
  private static void rename(HeaderView header, String name) {
    List<HeaderView.Field> fields = header.all(name);
    HeaderView.Field before = fields.isEmpty() ? null : fields.getFirst();
    header.removeIf(field -> field.equals(Variables.canonical(name)));
    if (before != null) {
      header.add(before.renamed("Original-" + name), true);
    }
  }

  /** RFC 5703 §6: a new message, a text and the old message as its parts. */
  void enclose(Step.Enclose step) throws SieveFault {
    if (++enclosures > MAX_ENCLOSURES) {
      throw new SieveFault("more than " + MAX_ENCLOSURES + " enclosures");
    }
    run.step((int) Math.min(run.message().size(), Integer.MAX_VALUE / 2));
    run.keepHeaderChanges();
    List<MessageSegment> old = run.edit().segments();
    BodyPart text = BodyPart.plain(run.expand(step.text()));
    String subject = step.subject() == null ? null : run.expand(step.subject());
    run.edit().become(new Enclosure(run).around(old, text, subject, run.expand(step.headers())));
    run.enclosed();
    // The message and the text come before the old message's part and that before its root.
    run.parts().enclosed(3);
  }
}
