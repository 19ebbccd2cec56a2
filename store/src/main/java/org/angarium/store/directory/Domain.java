package org.angarium.store.directory;

import java.time.Instant;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * A domain whose mail is ours.
 *
 * @param name lower case, A-labels
 * @param enabled whether its accounts may receive and log in at present
 * @param catchAll who gets mail for names that are not there, or null for nobody
 */
public record Domain(
    String name, boolean enabled, @Nullable EmailAddress catchAll, Instant created) {}
