package org.angarium.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventReferenceTest {
  private static final Path ROOT =
      Path.of(System.getProperty("user.dir")).resolve("..").normalize();

  @Test
  void thePageIsWhatTheProgramSays() throws IOException {
    assertThat(Files.readString(ROOT.resolve("docs/reference/events.md")))
        .as("write it with: ./angarium reference events > docs/reference/events.md")
        .isEqualTo(EventReference.page());
  }

  @Test
  void everyEventIsInATopicAndNamedAfterIt() throws IOException {
    List<String> topics =
        EventReference.TOPICS.stream().map(Class::getSimpleName).sorted().toList();
    try (Stream<Path> files =
        Files.list(ROOT.resolve("server/src/main/java/org/angarium/server/event"))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString().replace(".java", ""))
                  .filter(name -> name.endsWith("Event"))
                  .filter(name -> !List.of("Event", "TimedEvent").contains(name))
                  .sorted())
          .isEqualTo(topics);
    }
    Set<String> names = new HashSet<>();
    for (Class<? extends Event> topic : EventReference.TOPICS) {
      String start = topic.getSimpleName().replace("Event", "").toLowerCase(Locale.ROOT);
      for (Class<?> type : topic.getPermittedSubclasses()) {
        for (Event event : EventReference.samples(type)) {
          assertThat(event.name()).matches(start + "\\.[a-z]+(-[a-z]+)*");
        }
        assertThat(names.add(EventReference.samples(type).getFirst().name()))
            .as(type.getName())
            .isTrue();
      }
    }
  }

  @Test
  void everyFieldIsUsedAndWrittenInItsUnit() {
    Set<Field> used = EnumSet.noneOf(Field.class);
    List<String> wrong = new ArrayList<>();
    for (Class<? extends Event> topic : EventReference.TOPICS) {
      for (Class<?> type : topic.getPermittedSubclasses()) {
        for (Event event : EventReference.samples(type)) {
          event.fields(
              new FieldVisitor() {
                private void see(Field field, Field.Unit... units) {
                  used.add(field);
                  if (!Arrays.asList(units).contains(field.unit())) {
                    wrong.add(event.name() + " writes " + field + " as " + Arrays.toString(units));
                  }
                }

                @Override
                public void field(Field field, @Nullable String value) {
                  see(field, Field.Unit.TEXT, Field.Unit.TIME);
                }

                @Override
                public void field(Field field, long value) {
                  see(field, Field.Unit.COUNT, Field.Unit.OCTETS);
                }

                @Override
                public void field(Field field, boolean value) {
                  see(field, Field.Unit.YES_NO);
                }

                @Override
                public void duration(Field field, long micros) {
                  see(field, Field.Unit.DURATION);
                }
              });
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(EnumSet.complementOf(EnumSet.copyOf(used))).as("fields of no event").isEmpty();
  }
}
