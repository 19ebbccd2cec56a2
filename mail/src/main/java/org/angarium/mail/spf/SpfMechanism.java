package org.angarium.mail.spf;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a directive matches by (RFC 7208 §5). A null domain means the domain that is being
 * evaluated.
 */
public sealed interface SpfMechanism {
  /** §5.1 */
  record All() implements SpfMechanism {}

  /** §5.2 */
  record Include(MacroString domain) implements SpfMechanism {}

  /** §5.3 */
  record A(@Nullable MacroString domain, int ip4Bits, int ip6Bits) implements SpfMechanism {}

  /** §5.4 */
  record Mx(@Nullable MacroString domain, int ip4Bits, int ip6Bits) implements SpfMechanism {}

  /** §5.5, slow and discouraged, and still published. */
  record Ptr(@Nullable MacroString domain) implements SpfMechanism {}

  /**
   * §5.6: {@code ip4} and {@code ip6}. Neither ever matches a client of the other version; a
   * network of mapped addresses is one of IPv6.
   */
  record Ip(InetAddress network, int bits) implements SpfMechanism {}

  /** §5.7 */
  record Exists(MacroString domain) implements SpfMechanism {}

  /** Whether it counts against the limit of terms that cause look-ups (§4.6.4). */
  default boolean asksDns() {
    return switch (this) {
      case All _, Ip _ -> false;
      case Include _, A _, Mx _, Ptr _, Exists _ -> true;
    };
  }
}
