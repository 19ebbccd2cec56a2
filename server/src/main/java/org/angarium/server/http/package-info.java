/**
 * The HTTP face: health, metrics, administration.
 *
 * <p>Jetty speaks HTTP/1.1 and, over TLS, HTTP/2; each request runs on a virtual thread. What is
 * served:
 *
 * <ul>
 *   <li>{@code GET /healthz}: 200 while all listeners are up and the store takes messages, 503 with
 *       what does not work, before and while stopping (RFC 9110 §15.6.4); for load balancers and
 *       scripts;
 *   <li>{@code GET /metrics}: Prometheus' text format, for loopback or administrators;
 *   <li>{@code /api/admin/…}: {@link org.angarium.server.http.AdminApi}, JSON in and out, errors as
 *       problem details (RFC 9457) with a remedy.
 * </ul>
 *
 * <p>Administrators come in with the token of the data folder ({@code Authorization: Bearer}), or
 * with the address and password of an administrator's account ({@code Basic}); without TLS only on
 * loopback.
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
