/**
 * Everything an administrator does, in one service.
 *
 * <p>{@link org.angarium.server.admin.Administration} is the only way to change domains, accounts,
 * aliases and the queue, and to ask for traces, status, verification and backups. The HTTP API, the
 * command line and, later, the console are faces of it: they translate words and codes and decide
 * nothing. Each operation takes an {@link org.angarium.server.admin.Actor}. {@code Rights} decides
 * by {@link org.angarium.server.admin.Operation} and {@link org.angarium.server.admin.Role} whether
 * it may and to what; {@code AuditTrail} records what was changed, from what to what ({@code
 * server.administered}). See docs/decisions/005-actors-and-rights.md.
 *
 * <p>What it takes are plain values; what it gives back are the {@code …View} records, which are
 * the JSON of the API. What it refuses is an {@link
 * org.angarium.server.admin.AdministrationRefusal} with a remedy.
 *
 * <p>Threads: any; each call is durable when it returns.
 */
@NullMarked
package org.angarium.server.admin;

import org.jspecify.annotations.NullMarked;
