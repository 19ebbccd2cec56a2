package org.angarium.server.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the manual page of all events, {@code docs/reference/events.md}, from the events
 * themselves: samples of each are made, and what they say is written down.
 */
public final class EventReference {
  /** All topics; every event is a record within one of them. */
  static final List<Class<? extends Event>> TOPICS =
      List.of(
          AuthEvent.class,
          ConnectionEvent.class,
          DeliveryEvent.class,
          DirectoryEvent.class,
          DnsEvent.class,
          FilterEvent.class,
          ImapEvent.class,
          OutboundEvent.class,
          ServerEvent.class,
          SigningEvent.class,
          SmtpEvent.class,
          TlsEvent.class);

  private EventReference() {}

  /** What is known of an event from its samples. */
  private static final class Entry {
    private final Set<Event.Severity> severities = new LinkedHashSet<>();
    private final Set<String> texts = new LinkedHashSet<>();
    private final Set<Field> fields = new LinkedHashSet<>();
    private final Map<Field, Integer> seen = new EnumMap<>(Field.class);
    private boolean session;
    private boolean trace;
    private boolean mayFlood;
    private int samples;
  }

  /** The page in Markdown. */
  public static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Events

            What happens is told in events: lines of the log, counts and times in the metrics
            (`angarium_events_total{event}`, `angarium_event_octets{event,field}`,
            `angarium_event_seconds{event,field}`), and steps in the trace of a message
            (`angarium message trace ID`). Names and fields are stable. Beside its fields an event has `time`,
            `severity`, `event` and `text`; `session` and `trace` where the table says so. A field in brackets is left
            out where there is nothing to say. Events marked ⟳ may come with every command or message: the log writes
            the first five of each minute and then `server.events-repeated`; metrics and traces have them all.

            This page is made from the program's own declarations (`angarium reference events`).

            | event | severity | says | fields |
            | --- | --- | --- | --- |
            """);
    entries().forEach((name, entry) -> line(name, entry, page));
    page.append(
        """

        ## Fields

        A field means the same in every event.

        | field | value | means |
        | --- | --- | --- |
        """);
    for (Field field : fields()) {
      page.append("| `")
          .append(field.key())
          .append("` | ")
          .append(field.unit().words())
          .append(" | ")
          .append(field.meaning())
          .append(" |\n");
    }
    return page.toString();
  }

  private static void line(String name, Entry entry, StringBuilder page) {
    page.append("| `").append(name).append('`').append(entry.mayFlood ? " ⟳" : "").append(" | ");
    page.append(
        entry.severities.stream().sorted().map(Enum::name).collect(Collectors.joining(" or ")));
    page.append(" | ").append(String.join(" / ", entry.texts)).append(" | ");
    List<String> fields = new ArrayList<>();
    if (entry.session) {
      fields.add("`session`");
    }
    if (entry.trace) {
      fields.add("`trace`");
    }
    for (Field field : entry.fields) {
      boolean always = entry.seen.getOrDefault(field, 0) == entry.samples;
      fields.add(always ? '`' + field.key() + '`' : "[`" + field.key() + "`]");
    }
    page.append(String.join(" ", fields)).append(" |\n");
  }

  /** The fields in the order of their keys. */
  private static List<Field> fields() {
    return Arrays.stream(Field.values()).sorted(Comparator.comparing(Field::key)).toList();
  }

  private static Map<String, Entry> entries() {
    Map<String, Entry> entries = new TreeMap<>();
    TOPICS.forEach(topic ->
        Arrays.stream(topic.getPermittedSubclasses())
            .flatMap(type -> samples(type).stream())
            .forEach(
                event -> add(event, entries.computeIfAbsent(event.name(), name -> new Entry()))));
    return entries;
  }

  private static void add(Event event, Entry entry) {
    entry.samples++;
    entry.severities.add(event.severity());
    entry.texts.add(event.text());
    entry.session |= event.session() != null;
    entry.trace |= event.messageTrace() != null;
    entry.mayFlood |= event.mayFlood();
    event.fields(
        new FieldVisitor() {
          private void see(Field field) {
            entry.fields.add(field);
            entry.seen.merge(field, 1, Integer::sum);
          }

          @Override
          public void field(Field field, @Nullable String value) {
            if (value != null) {
              see(field);
            }
          }

          @Override
          public void field(Field field, long value) {
            see(field);
          }

          @Override
          public void field(Field field, boolean value) {
            see(field);
          }

          @Override
          public void duration(Field field, long micros) {
            see(field);
          }
        });
  }

  /** A sample with everything, and one for each other value that may change what it says. */
  static List<Event> samples(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<Event> samples = new ArrayList<>();
    for (int varied = -1; varied < components.length; varied++) {
      int at = varied;
      List<@Nullable Object> others =
          varied < 0 ? Arrays.asList((Object) null) : others(components[varied]);
      for (Object other : others) {
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
          values[i] = i == at ? other : usual(components[i].getType());
        }
        samples.add(made(type, components, values));
      }
    }
    return samples;
  }

  private static Object usual(Class<?> type) {
    if (type == String.class) {
      return "text";
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    throw new IllegalStateException("an event has a component of type " + type);
  }

  private static List<@Nullable Object> others(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == boolean.class) {
      return List.of(false);
    }
    if (type.isEnum()) {
      return Arrays.asList(type.getEnumConstants());
    }
    if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      return Arrays.asList((Object) null);
    }
    return List.of();
  }

  private static Event made(
      Class<?> type, RecordComponent[] components, @Nullable Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return (Event) type.getDeclaredConstructor(types).newInstance(values);
    } catch (NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException(
          "no sample of " + type.getSimpleName().toLowerCase(Locale.ROOT), e);
    }
  }
}
