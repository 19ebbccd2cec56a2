package org.angarium.server.imap;

import org.angarium.server.auth.Login;

/** Where a session stands (RFC 9051 §3). */
sealed interface SessionState {

  record NotAuthenticated() implements SessionState {}

  record Authenticated(Login login) implements SessionState {}

  record Selected(Login login, SelectedMailbox mailbox) implements SessionState {}
}
