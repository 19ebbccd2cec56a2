package org.angarium.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.Metrics;
import org.angarium.server.event.ServerEvent;
import org.angarium.store.StoreException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends each request where it belongs; called by Jetty on a virtual thread. */
final class Dispatcher extends Handler.Abstract {
  private static final int MAX_BODY = 1 << 20;
  private static final long DEFAULT_BODY_NANOS = HttpLimits.DEFAULT.request().toNanos();
  private static final List<String> API = List.of("api", "admin");

  private final Supplier<Health> health;
  private final Metrics metrics;
  private final Gatekeeper gatekeeper;
  private final Supplier<AdminApi> api;
  private final JsonMapper json;
  private final EventSink events;
  private final @Nullable Seats seats;

  /**
   * @param seats told of what becomes of requests; null where nobody keeps them
   */
  Dispatcher(
      Supplier<Health> health,
      Metrics metrics,
      Gatekeeper gatekeeper,
      Supplier<AdminApi> api,
      JsonMapper json,
      EventSink events,
      @Nullable Seats seats) {
    this.seats = seats;
    this.health = health;
    this.metrics = metrics;
    this.gatekeeper = gatekeeper;
    this.api = api;
    this.json = json;
    this.events = events;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // No page of ours is ever shown inside another or sniffed for its kind.
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Visit visit = visit(request);
    try {
      answer(request, response, callback, visit);
    } catch (Problem problem) {
      problem(problem, request, response, callback);
    } catch (StoreException failure) {
      failed(request, failure);
      problem(
          new Problem(
                  503, "Unavailable", "The store does not answer.", "The server's log says why.")
              .with("Retry-After", "10"),
          request,
          response,
          callback);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      problem(
          new Problem(503, "Stopping", "The server stops.", "Try again."),
          request,
          response,
          callback);
    } catch (IOException gone) {
      callback.failed(gone);
    } catch (RuntimeException bug) {
      failed(request, bug);
      problem(
          new Problem(500, "Bug", "The server failed.", "Report it, with the server's log."),
          request,
          response,
          callback);
    }
    return true;
  }

  /** What the seat of the connection is told of one request. */
  private interface Visit {
    Visit UNSEATED = () -> {};

    /** The request is worth an answer; none that comes in need take its connection. */
    void asked();
  }

  private Visit visit(Request request) {
    Seats keeper = seats;
    Seats.Seat seat =
        keeper == null
            ? null
            : keeper.of(request.getConnectionMetaData().getConnection().getEndPoint());
    if (keeper == null || seat == null) {
      return Visit.UNSEATED;
    }
    AtomicBoolean asked = new AtomicBoolean();
    Request.addCompletionListener(request, failure -> keeper.answered(seat, asked.get()));
    return () -> {
      if (asked.compareAndSet(false, true)) {
        keeper.asked(seat);
      }
    };
  }

  private void failed(Request request, Exception failure) {
    events.emit(
        new ServerEvent.RequestFailed(
            request.getMethod(), Request.getPathInContext(request), failure.toString()));
  }

  private void answer(Request request, Response response, Callback callback, Visit visit)
      throws Problem, IOException, InterruptedException {
    String query = request.getHttpURI().getQuery();
    Target target = Target.of(request.getHttpURI().getPath(), query);
    List<String> path = target.segments();
    if (path.equals(List.of("healthz"))) {
      reading(request);
      visit.asked();
      Health state = health.get();
      write(
          state.equals(Health.READY) ? 200 : 503,
          "text/plain;charset=utf-8",
          text(state),
          request,
          response,
          callback);
    } else if (path.equals(List.of("metrics"))) {
      reading(request);
      if (!onThisMachine(request)) {
        admit(request);
      }
      visit.asked();
      write(
          200,
          "text/plain;version=0.0.4;charset=utf-8",
          metrics.scrape(),
          request,
          response,
          callback);
    } else if (path.size() > API.size() && path.subList(0, API.size()).equals(API)) {
      api(request, target, response, callback, visit);
    } else {
      throw Problem.notFound("/" + String.join("/", path));
    }
  }

  private static String text(Health state) {
    StringBuilder text = new StringBuilder(state.name().toLowerCase(Locale.ROOT)).append('\n');
    state.faults().forEach(fault -> text.append(fault).append('\n'));
    return text.toString();
  }

  private static void reading(Request request) throws Problem {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      throw Problem.method(request.getMethod(), "GET", "HEAD");
    }
  }

  private void api(
      Request request, Target target, Response response, Callback callback, Visit visit)
      throws Problem, IOException, InterruptedException {
    String by = admit(request);
    if (health.get().equals(Health.STARTING)) {
      throw new Problem(503, "Starting", "The server is starting.", "Try again in a second.")
          .with("Retry-After", "1");
    }
    List<String> path = target.segments().subList(API.size(), target.segments().size());
    // What HEAD leaves out is the contents (RFC 9110 §9.3.2), and Jetty does that.
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    Call call = new Call(method, path, target.parameters(), body(request), by);
    visit.asked();
    Object answer = api.get().answer(call);
    if (answer == null) {
      response.setStatus(204);
      callback.succeeded();
    } else {
      write(
          200, JsonBody.TYPE, json.writeValueAsString(answer) + "\n", request, response, callback);
    }
  }

  /** The whole body, within the time that a request may take, however steadily it drips. */
  private JsonNode body(Request request) throws Problem, IOException {
    if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      throw new Problem(
          415, "Encoded", "The body is declared as encoded.", "Send it without Content-Encoding.");
    }
    if (request.getLength() > MAX_BODY) {
      throw tooLarge();
    }
    long until = System.nanoTime() + (seats == null ? DEFAULT_BODY_NANOS : seats.requestNanos());
    byte[] bytes = new byte[1 << 10];
    int length = 0;
    try (InputStream in = Content.Source.asInputStream(request)) {
      int count = in.read(bytes, length, bytes.length - length);
      while (count >= 0) {
        length += count;
        if (length > MAX_BODY) {
          throw tooLarge();
        }
        if (System.nanoTime() - until > 0) {
          throw new Problem(408, "Too slow", "The body took too long to arrive.", "Send it again.");
        }
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, Math.min(2 * length, MAX_BODY + 1));
        }
        count = in.read(bytes, length, bytes.length - length);
      }
    } catch (HttpException.RuntimeException malformed) {
      throw badFraming();
    } catch (IOException failure) {
      if (failure.getCause() instanceof HttpException) {
        throw badFraming();
      }
      throw failure;
    }
    return JsonBody.read(
        Arrays.copyOf(bytes, length), request.getHeaders().get(HttpHeader.CONTENT_TYPE));
  }

  private static Problem badFraming() {
    return Problem.badRequest("The body is not framed as HTTP says.", "Send it again.");
  }

  private static Problem tooLarge() {
    return new Problem(
        413, "Too large", "The body is larger than 1 MB.", "Send it in several requests.");
  }

  private String admit(Request request) throws Problem, InterruptedException {
    return gatekeeper.admit(
        request.getHeaders().get(HttpHeader.AUTHORIZATION),
        remote(request),
        request.isSecure() || onThisMachine(request),
        "h" + request.getConnectionMetaData().getId());
  }

  /**
   * Whether the connection never leaves this machine: both ends on loopback, or both at one and the
   * same address, which the operating system connects over loopback too.
   */
  private static boolean onThisMachine(Request request) {
    SocketAddress local = request.getConnectionMetaData().getLocalSocketAddress();
    InetAddress remote = remote(request);
    return local instanceof InetSocketAddress address
        && (remote.isLoopbackAddress()
            ? address.getAddress().isLoopbackAddress()
            : remote.equals(address.getAddress()));
  }

  private static InetAddress remote(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.ofLiteral("0.0.0.0");
  }

  private void problem(Problem problem, Request request, Response response, Callback callback) {
    if (response.isCommitted()) {
      // Too late for another answer: the connection is cut, so that it is not taken for whole.
      callback.failed(problem);
      return;
    }
    problem.fields().forEach((field, value) -> response.getHeaders().put(field, value));
    write(
        problem.status(),
        Problem.TYPE,
        json.writeValueAsString(problem.body()) + "\n",
        request,
        response,
        callback);
  }

  private void write(
      int status,
      String type,
      @Nullable String text,
      Request request,
      Response response,
      Callback callback) {
    byte[] bytes = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
    if (seats != null) {
      Seats.Seat seat = seats.of(request.getConnectionMetaData().getConnection().getEndPoint());
      if (seat != null) {
        seats.sends(seat);
      }
    }
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }
}
