/**
 * The HTTP face: health, metrics, administration.
 *
 * <p>Jetty speaks HTTP/1.1 and, over TLS, HTTP/2; each request runs on a virtual thread. What is
 * served stands in one table, {@link org.angarium.server.http.Route} by route: method, pattern of
 * the path, who may, limits, what is said to caches, and the handler. {@code Dispatcher} carries it
 * out; 404, 405, OPTIONS and HEAD follow from it, and so does the manual ({@link
 * org.angarium.server.http.ApiReference}). Routes come in sets ({@link
 * org.angarium.server.http.RouteSet}), and each listener serves some of them:
 *
 * <ul>
 *   <li>health: 200 while all listeners are up and the store takes messages, 503 with what does not
 *       work, before and while stopping (RFC 9110 §15.6.4); for load balancers and scripts;
 *   <li>metrics: Prometheus' text format, without login from the machine itself;
 *   <li>administration: a face of {@code server.admin}, JSON in and out, errors as problem details
 *       (RFC 9457) with a remedy.
 * </ul>
 *
 * <p>{@code Gatekeeper} finds out who asks: the token of the data folder ({@code Authorization:
 * Bearer}) or the address and password of an account ({@code Basic}); without TLS only on loopback.
 * What they may do is decided by the administration service and nowhere here.
 *
 * <p>Bounds: header 8 KB, body 1 MB, {@link org.angarium.server.http.HttpLimits}: 1,000 connections
 * in all and 200 from one address, of which a new one takes the place of the one that has waited
 * longest ({@code Seats}); 30 seconds for a request to arrive whole. Peers control all of the
 * request; {@code Target} and {@code JsonBody} read it strictly, and nothing of it reaches a log
 * unescaped or a file name.
 */
@NullMarked
package org.angarium.server.http;

import org.jspecify.annotations.NullMarked;
