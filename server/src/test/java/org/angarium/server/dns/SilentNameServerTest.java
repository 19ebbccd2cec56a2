package org.angarium.server.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.server.event.DnsEvent;
import org.angarium.server.event.Event;
import org.angarium.testkit.dns.LoopbackDns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name server that takes questions and says nothing is remembered, until it speaks again. */
@Timeout(300)
class SilentNameServerTest {
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private LoopbackDns real;
  private DatagramSocket front;
  private DatagramSocket back;
  private Thread relay;
  private final Semaphore asked = new Semaphore(0);
  private volatile boolean speaks;

  /** Passes questions on to the real server only while it speaks. */
  @BeforeEach
  void open() throws Exception {
    real = LoopbackDns.start().add("host.test", "A", "192.0.2.1");
    front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    relay = Thread.ofPlatform().daemon().start(this::relay);
  }

  @AfterEach
  void close() throws Exception {
    front.close();
    back.close();
    real.close();
    relay.join();
  }

  private void relay() {
    byte[] buffer = new byte[4096];
    try {
      while (true) {
        DatagramPacket question = new DatagramPacket(buffer, buffer.length);
        front.receive(question);
        asked.release();
        if (!speaks) {
          continue;
        }
        InetSocketAddress client = (InetSocketAddress) question.getSocketAddress();
        back.send(new DatagramPacket(buffer, question.getLength(), real.address()));
        DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
        back.receive(answer);
        front.send(new DatagramPacket(buffer, answer.getLength(), client));
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private InetSocketAddress silent() {
    return new InetSocketAddress(front.getLocalAddress(), front.getLocalPort());
  }

  private CachingDnsResolver resolver(InetSocketAddress... servers) {
    return new CachingDnsResolver(
        DnsSettings.DEFAULT.withServers(List.of(servers)).withTimeout(Duration.ofMinutes(2)),
        InstantSource.system(),
        events::add);
  }

  @Test
  void whileAllKeepSilentQuestionsAreAnsweredNotKnownWithoutBeingSent() throws Exception {
    CachingDnsResolver dns = resolver(silent());
    assertThat(dns.a("host.test")).isInstanceOf(DnsAnswer.Unanswered.class);
    assertThat(events.take()).isInstanceOf(DnsEvent.ServerSilent.class);
    int before = asked.drainPermits();
    assertThat(before).isEqualTo(2); // the question, and the probe
    for (int i = 0; i < 1_000; i++) {
      assertThat(dns.a("host" + i + ".test"))
          .isEqualTo(new DnsAnswer.Unanswered<>("no name server answers"));
    }
    assertThat(asked.drainPermits()).isLessThanOrEqualTo(before); // probes at most
  }

  @Test
  void aServerThatSpeaksAgainIsAskedAgain() throws Exception {
    CachingDnsResolver dns = resolver(silent());
    assertThat(dns.a("host.test")).isInstanceOf(DnsAnswer.Unanswered.class);
    assertThat(events.take()).isInstanceOf(DnsEvent.ServerSilent.class);
    speaks = true;
    Event event = events.poll();
    while (event == null) {
      dns.a("other.test");
      Thread.onSpinWait();
      event = events.poll();
    }
    assertThat(event).isInstanceOf(DnsEvent.ServerAnswers.class);
    real.add("second.test", "A", "192.0.2.2");
    assertThat(dns.a("second.test").recordsOrNone()).hasSize(1);
  }

  @Test
  void theNextServerIsAskedAtOnce() throws Exception {
    CachingDnsResolver dns = resolver(silent(), real.address());
    assertThat(dns.a("host.test").recordsOrNone()).hasSize(1);
    assertThat(events.take()).isInstanceOf(DnsEvent.ServerSilent.class);
    asked.drainPermits();
    for (int i = 0; i < 100; i++) {
      assertThat(dns.a("host" + i + ".test")).isInstanceOf(DnsAnswer.NoSuchName.class);
    }
    assertThat(asked.drainPermits()).isLessThan(10);
  }

  @Test
  void aSilentZoneDoesNotSilenceTheServer() throws Exception {
    real.trouble("silent.test", LoopbackDns.Trouble.SILENCE);
    CachingDnsResolver dns =
        new CachingDnsResolver(
            DnsSettings.DEFAULT
                .withServers(List.of(real.address()))
                .withTimeout(Duration.ofMillis(1_500)),
            InstantSource.system(),
            events::add);
    assertThat(dns.a("silent.test")).isInstanceOf(DnsAnswer.Unanswered.class);
    assertThat(real.questions()).contains("NS ");
    assertThat(dns.a("host.test").recordsOrNone()).hasSize(1);
    assertThat(events).isEmpty();
  }
}
