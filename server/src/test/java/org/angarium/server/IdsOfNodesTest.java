package org.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.server.delivery.MessageTraces;
import org.angarium.server.net.SessionIds;
import org.junit.jupiter.api.Test;

/** Nodes that start at the same moment. */
class IdsOfNodesTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
  private static final int NODES = 40;
  private static final int IDS = 50;

  @Test
  void noTwoNodesGiveOutOneId() {
    Set<String> traces = new HashSet<>();
    Set<String> sessions = new HashSet<>();
    for (int node = 1; node <= NODES; node++) {
      MessageTraces ofMessages = new MessageTraces(CLOCK, node);
      SessionIds ofSessions = new SessionIds(CLOCK, node);
      for (int i = 0; i < IDS; i++) {
        traces.add(ofMessages.next());
        sessions.add(ofSessions.next());
      }
    }
    assertThat(traces).hasSize(NODES * IDS);
    assertThat(sessions).hasSize(NODES * IDS);
  }

  @Test
  void theFirstNodeGivesOutWhatANodeAloneDoesAndOthersAddTheirNumber() {
    String alone = new MessageTraces(CLOCK).next();
    assertThat(alone).matches("[0-9A-Z]+");
    assertThat(new MessageTraces(CLOCK, 1).next()).isEqualTo(alone);
    assertThat(new MessageTraces(CLOCK, 37).next()).isEqualTo(alone + "-11");
    String session = new SessionIds(CLOCK).next();
    assertThat(List.of(new SessionIds(CLOCK, 1).next(), new SessionIds(CLOCK, 35).next()))
        .containsExactly(session, session + "-z");
  }
}
