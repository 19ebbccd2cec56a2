package org.angarium.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.angarium.server.admin.Actor;
import org.angarium.server.admin.AdministrationRefusal;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;
import org.angarium.store.StoreException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries out what the table of routes says, for each request: finds the route, lets in who may,
 * reads what is to be read, asks the handler, and writes its answer. Called by Jetty on a virtual
 * thread.
 */
final class Dispatcher extends Handler.Abstract {
  private final Function<Connector, RouteTable> tables;
  private final Gatekeeper gatekeeper;
  private final BooleanSupplier started;
  private final JsonMapper json;
  private final EventSink events;
  private final @Nullable Seats seats;

  /**
   * @param tables what is served at each connector
   * @param started whether routes that need a login are served yet
   * @param seats told of what becomes of requests; null where nobody keeps them
   */
  Dispatcher(
      Function<Connector, RouteTable> tables,
      Gatekeeper gatekeeper,
      BooleanSupplier started,
      JsonMapper json,
      EventSink events,
      @Nullable Seats seats) {
    this.tables = tables;
    this.gatekeeper = gatekeeper;
    this.started = started;
    this.json = json;
    this.events = events;
    this.seats = seats;
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
    } catch (AdministrationRefusal refusal) {
      problem(Problem.of(refusal), request, response, callback);
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
      throws Problem, AdministrationRefusal, IOException, InterruptedException {
    Target target = Target.of(request.getHttpURI().getPath(), request.getHttpURI().getQuery());
    RouteTable table = tables.apply(request.getConnectionMetaData().getConnector());
    switch (table.find(request.getMethod(), target.segments())) {
      case RouteTable.Found.Options(var allowed) -> {
        response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", allowed));
        response.setStatus(204);
        callback.succeeded();
      }
      case RouteTable.Found.One(var route, var named) -> {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, route.cache().field());
        Answer answer = asked(route, named, target, request, visit);
        write(answer, route, request, response, callback);
      }
    }
  }

  private Answer asked(
      Route route, Map<String, String> named, Target target, Request request, Visit visit)
      throws Problem, AdministrationRefusal, IOException, InterruptedException {
    Actor login =
        switch (route.access()) {
          case OPEN -> null;
          case MACHINE_OR_LOGIN -> onThisMachine(request) ? null : admit(request);
          case LOGIN -> admit(request);
        };
    if (route.access() == Route.Access.LOGIN && !started.getAsBoolean()) {
      throw new Problem(503, "Starting", "The server is starting.", "Try again in a second.")
          .with("Retry-After", "1");
    }
    JsonNode body =
        route.access() == Route.Access.LOGIN
            ? RequestBody.json(request, route.limits().body(), nanos(route.limits().within()))
            : json.createObjectNode();
    visit.asked();
    Call call = new Call(named, target.parameters(), body, login);
    if (route.access() == Route.Access.LOGIN) {
      call.only(route.parameters().keySet(), route.members().keySet());
    }
    return route.handler().answer(call);
  }

  private long nanos(Duration within) {
    return seats == null ? within.toNanos() : Math.min(within.toNanos(), seats.requestNanos());
  }

  private void write(
      Answer answer, Route route, Request request, Response response, Callback callback)
      throws Problem, IOException {
    switch (answer) {
      case Answer.Nothing() -> {
        response.setStatus(204);
        callback.succeeded();
      }
      case Answer.Text(int status, String text) ->
          write(status, "text/plain;charset=utf-8", text, request, response, callback);
      case Answer.Json(Object value) -> {
        String text = json.writeValueAsString(value) + "\n";
        if (text.length() > route.limits().answer()) {
          throw new Problem(
              500, "Too long", "The answer would be too long.", "Ask for a smaller part of it.");
        }
        write(200, JsonBody.TYPE, text, request, response, callback);
      }
      case Answer.Streamed(String type, Answer.Source source) -> {
        sends(request);
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
          source.writeTo(out);
        }
        callback.succeeded();
      }
    }
  }

  private Actor admit(Request request) throws Problem, StoreException, InterruptedException {
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
    sends(request);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }

  /** From now on the client has so long to take the answer. */
  private void sends(Request request) {
    if (seats != null) {
      Seats.Seat seat = seats.of(request.getConnectionMetaData().getConnection().getEndPoint());
      if (seat != null) {
        seats.sends(seat);
      }
    }
  }
}
