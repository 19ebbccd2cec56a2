package org.angarium.server.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.server.admin.AdministrationRefusal;
import org.angarium.server.admin.Operation;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of routes: one method on one pattern of paths.
 *
 * @param path segments; one in braces takes any text and is a parameter by that name
 * @param access who may come this far
 * @param operations what the handler asks of the administration service, which checks the rights;
 *     those after the first only for some members of the body
 * @param parameters of the query that are known, with what they mean
 * @param members of the body that are known, with what they mean; a body is read only if there are
 *     some
 * @param limits on body and answer
 * @param cache what is said to caches
 * @param text what it does, a sentence for the manual
 */
record Route(
    RouteSet set,
    String method,
    List<String> path,
    Access access,
    Set<Operation> operations,
    Map<String, String> parameters,
    Map<String, String> members,
    Limits limits,
    Cache cache,
    String text,
    Handler handler) {

  /** Makes the answer. Called on a virtual thread. */
  @FunctionalInterface
  interface Handler {
    Answer answer(Call call)
        throws Problem, StoreException, AdministrationRefusal, InterruptedException;
  }

  /** Who may come as far as the handler. */
  enum Access {
    /** Everybody. */
    OPEN("everybody"),
    /** A connection that does not leave this machine, or a login. */
    MACHINE_OR_LOGIN("this machine, or a login"),
    /** A login, once the server has started. */
    LOGIN("a login");

    private final String words;

    Access(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** What is said to caches (RFC 9111). */
  enum Cache {
    NO_STORE("no-store");

    private final String field;

    Cache(String field) {
      this.field = field;
    }

    /** The value of Cache-Control. */
    String field() {
      return field;
    }
  }

  /**
   * Bounds of one request.
   *
   * @param body octets of the body at most
   * @param within how long the body may take to arrive
   * @param answer octets of an answer that is not streamed at most
   */
  record Limits(int body, Duration within, int answer) {
    static final Limits USUAL = new Limits(1 << 20, HttpLimits.DEFAULT.request(), 64 << 20);
  }

  Route {
    path = List.copyOf(path);
    operations = Set.copyOf(operations);
  }

  /** A route with the usual limits, not to be cached. */
  static Route of(RouteSet set, String method, String path, Access access, Handler handler) {
    return new Route(
        set,
        method,
        Arrays.asList(path.substring(1).split("/", -1)),
        access,
        Set.of(),
        Map.of(),
        Map.of(),
        Limits.USUAL,
        Cache.NO_STORE,
        "",
        handler);
  }

  /** A route of the administration API. */
  static Route admin(String method, String path, Operation operation, Handler handler) {
    return of(
            RouteSet.ADMINISTRATION,
            method,
            RouteSet.ADMINISTRATION.root() + path,
            Access.LOGIN,
            handler)
        .needing(operation);
  }

  Route needing(Operation... more) {
    List<Operation> all = new ArrayList<>(operations);
    all.addAll(List.of(more));
    return new Route(
        set,
        method,
        path,
        access,
        Set.copyOf(all),
        parameters,
        members,
        limits,
        cache,
        text,
        handler);
  }

  Route within(Limits other) {
    return new Route(
        set, method, path, access, operations, parameters, members, other, cache, text, handler);
  }

  Route saying(String sentence) {
    return new Route(
        set,
        method,
        path,
        access,
        operations,
        parameters,
        members,
        limits,
        cache,
        sentence,
        handler);
  }

  /** With a parameter of the query. */
  Route parameter(String name, String meaning) {
    return new Route(
        set,
        method,
        path,
        access,
        operations,
        with(parameters, name, meaning),
        members,
        limits,
        cache,
        text,
        handler);
  }

  /** A part of a list: with the parameters that all lists have. */
  Route listing() {
    return parameter("after", "what the last part said as `next`")
        .parameter("limit", "items at most, 1 to 1,000; 100 if not said");
  }

  /** With a member of the body. */
  Route member(String name, String meaning) {
    return new Route(
        set,
        method,
        path,
        access,
        operations,
        parameters,
        with(members, name, meaning),
        limits,
        cache,
        text,
        handler);
  }

  private static Map<String, String> with(Map<String, String> all, String name, String meaning) {
    Map<String, String> more = new LinkedHashMap<>(all);
    more.put(name, meaning);
    return more;
  }

  /** The path as it is written in the manual. */
  String pattern() {
    return "/" + String.join("/", path);
  }

  /** The parameters of the path by name; null where it does not fit. */
  @Nullable Map<String, String> match(List<String> segments) {
    if (segments.size() != path.size()) {
      return null;
    }
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String wanted = path.get(i);
      String segment = segments.get(i);
      if (wanted.startsWith("{")) {
        if (segment.isEmpty()) {
          return null;
        }
        named.put(wanted.substring(1, wanted.length() - 1), segment);
      } else if (!wanted.equals(segment)) {
        return null;
      }
    }
    return named;
  }
}
