package org.angarium.mail.sieve.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.header.ContentTypeField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.mime.MimeNode;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the message as the run sees them, in the order in which {@code foreverypart} visits
 * them (RFC 5703 §3): each before those within it, the message itself first. A part is named by its
 * place in that order.
 */
final class PartView {
  /** The place of a loop. */
  static final class Loop {
    /** The part within which it goes round; -1 for the whole message. */
    private int scope;

    private int at;
    private boolean replaced;

    private Loop(int scope, int at) {
      this.scope = scope;
      this.at = at;
    }
  }

  /** What a script has for the message, and how many loops of others are around it. */
  private static final class Script {
    private int message;
    private final int loops;

    private Script(int message, int loops) {
      this.message = message;
      this.loops = loops;
    }
  }

  private final Run run;
  private final List<Loop> loops = new ArrayList<>(2);
  private final Deque<Script> scripts = new ArrayDeque<>(List.of(new Script(0, 0)));
  private final List<MimeNode> parts = new ArrayList<>(4);
  private final List<Integer> ends = new ArrayList<>(4);
  private final Map<Integer, HeaderView> headers = new HashMap<>();

  /** The fields that scripts added to the message's header, the last added first. */
  private final List<HeaderView.Field> added = new ArrayList<>(0);

  PartView(Run run) {
    this.run = run;
  }

  /**
   * The part that the innermost loop of the script visits; the message outside of its loops. A
   * change may have buried it deeper than parts are looked for; then it is the last that is seen.
   */
  int current() {
    return inLoop() ? Math.clamp(loops.getLast().at, 0, size() - 1) : message();
  }

  /** The part that is the message to the script. */
  int message() {
    int message = scripts.getLast().message;
    return message == 0 ? 0 : Math.min(message, size() - 1);
  }

  /** Begins a script that another includes, to which the current part is the message. */
  void enterScript() {
    scripts.addLast(new Script(current(), loops.size()));
  }

  void leaveScript() {
    scripts.removeLast();
  }

  /**
   * Begins a loop. The first visits the message itself, one within another only parts of a part.
   */
  Loop enter() {
    int message = message();
    Loop loop;
    if (inLoop()) {
      int scope = loops.getLast().at;
      loop = new Loop(scope, scope);
    } else {
      loop = new Loop(message == 0 ? -1 : message, message - 1);
    }
    loops.add(loop);
    return loop;
  }

  /** Goes on to the next part; false at the end. Passes over what stood in a replaced part. */
  boolean next(Loop loop) {
    loop.at = loop.replaced ? end(loop.at) : loop.at + 1;
    loop.replaced = false;
    return loop.at < (loop.scope < 0 ? size() : end(loop.scope));
  }

  void leave(Loop loop) {
    loops.remove(loop);
  }

  int size() {
    flatten();
    return parts.size();
  }

  MimeNode get(int index) {
    flatten();
    return parts.get(index);
  }

  /** The place after the last part within a part. */
  int end(int index) {
    flatten();
    return index < ends.size() ? ends.get(index) : parts.size();
  }

  /** The header of a part. */
  HeaderView header(int index) {
    if (index == 0) {
      return run.header();
    }
    HeaderView known = headers.get(index);
    if (known == null) {
      MimeNode part = get(index);
      byte[] block = run.message().source().bytes(part.headerStart(), part.bodyStart());
      HeaderFields fields = HeaderParser.parse(block, part.headerStart(), HeaderLimits.DEFAULT);
      known = new HeaderView(fields);
      headers.put(index, known);
    }
    return known;
  }

  /**
   * The header of a part as tests see it. To an included script a part is the message (RFC 6609
   * §3.5), while what scripts add to the header, before and during it, they add to that of the
   * message as it will be delivered; it is to be seen there as well.
   */
  HeaderView seen(int index) {
    HeaderView header = header(index);
    if (index == 0 || index != message() || added.isEmpty()) {
      return header;
    }
    return header.with(added.stream().filter(this::isStillThere).toList());
  }

  private boolean isStillThere(HeaderView.Field field) {
    return run.header().all(field.name()).stream()
        .anyMatch(there -> there.raw().equals(field.raw()));
  }

  /** A script added a field to the header of the message. */
  void added(HeaderView.Field field) {
    added.addFirst(field);
  }

  boolean inLoop() {
    return loops.size() > scripts.getLast().loops;
  }

  /** What parts the parts of a multipart; null if that isn't told. */
  @Nullable String boundary(int index) {
    List<HeaderView.Field> fields = header(index).all("content-type");
    ContentTypeField type =
        fields.isEmpty()
            ? null
            : ContentTypeField.parse(fields.getFirst().raw(), HeaderLimits.DEFAULT);
    return type == null ? null : type.parameters().raw("boundary");
  }

  /** The current part was replaced: its parts are no more. */
  void replacedCurrent() {
    if (!loops.isEmpty()) {
      loops.getLast().replaced = true;
    }
    changed();
  }

  /** The message stands within another one now, after {@code parts} parts of that. */
  void enclosed(int before) {
    for (Loop loop : loops) {
      loop.scope += loop.scope < 0 ? 0 : before;
      loop.at += before;
    }
    for (Script script : scripts) {
      script.message += script.message == 0 ? 0 : before;
    }
    changed();
  }

  void changed() {
    parts.clear();
    ends.clear();
    headers.clear();
  }

  private void flatten() {
    if (parts.isEmpty()) {
      add(run.message().root());
    }
  }

  private void add(MimeNode part) {
    int index = parts.size();
    parts.add(part);
    ends.add(0);
    for (MimeNode child : part.children()) {
      add(child);
    }
    ends.set(index, parts.size());
  }
}
