package org.angarium.server.http;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.angarium.server.admin.Actor;
import org.angarium.server.admin.AdministrationRefusal;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.Operation;
import org.angarium.server.admin.QueueOperations;
import org.angarium.store.StoreException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages on their way. */
final class QueueRoutes {
  private QueueRoutes() {}

  static List<Route> of(Supplier<QueueOperations> queue, JsonMapper json) {
    return List.of(
        Route.admin(
                "GET",
                "/queue",
                Operation.QUEUE_LIST,
                call ->
                    new Answer.Json(
                        queue
                            .get()
                            .list(
                                call.actor(),
                                call.parameter("destination"),
                                call.flag("held"),
                                call.parameter("after"),
                                call.limit())))
            .parameter("destination", "to this domain only")
            .parameter("held", "`true` or `false`")
            .listing()
            .saying("The queue in the order of acceptance."),
        Route.admin(
                "GET",
                "/queue/{id}",
                Operation.QUEUE_SHOW,
                call -> message(call, (by, id) -> queue.get().show(by, id)))
            .saying("Shows a message and its recipients."),
        Route.admin(
                "DELETE",
                "/queue/{id}",
                Operation.QUEUE_DELETE,
                call -> {
                  message(
                      call,
                      (actor, id) -> {
                        queue.get().delete(actor, id);
                        return id;
                      });
                  return new Answer.Nothing();
                })
            .saying("Deletes a message; no bounce is sent."),
        Route.admin(
                "POST",
                "/queue/{id}/hold",
                Operation.QUEUE_HOLD,
                call -> message(call, (by, id) -> queue.get().hold(by, id)))
            .saying("Tries nothing until it is released."),
        Route.admin(
                "POST",
                "/queue/{id}/release",
                Operation.QUEUE_RELEASE,
                call -> message(call, (by, id) -> queue.get().release(by, id)))
            .saying("Ends a hold."),
        Route.admin(
                "POST",
                "/queue/{id}/retry",
                Operation.QUEUE_RETRY,
                call -> message(call, (by, id) -> queue.get().retry(by, id)))
            .saying("Makes all of its recipients due now."),
        Route.admin(
                "GET",
                "/traces/{id}",
                Operation.TRACE_SHOW,
                call -> {
                  String id = call.named("id");
                  List<JsonNode> steps =
                      queue.get().trace(call.actor(), id).stream().map(json::readTree).toList();
                  return new Answer.Json(Map.of("id", id, "items", steps));
                })
            .saying("The events of one message, oldest first."));
  }

  private interface OfMessage {
    Object run(Actor actor, String id) throws StoreException, AdministrationRefusal;
  }

  /** The id stands in the path: what is none names nothing. */
  private static Answer message(Call call, OfMessage what)
      throws Problem, StoreException, AdministrationRefusal {
    try {
      return new Answer.Json(what.run(call.actor(), call.named("id")));
    } catch (AdministrationRefusal refusal) {
      if (refusal.kind() == Kind.INVALID) {
        throw new Problem(404, "Not found", refusal.problem(), refusal.remedy());
      }
      throw refusal;
    }
  }
}
