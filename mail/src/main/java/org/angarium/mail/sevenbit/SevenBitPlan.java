package org.angarium.mail.sevenbit;

import java.util.List;

/** What is to be done to a message so that a host without 8BITMIME can take it. */
public sealed interface SevenBitPlan {
  /** Why a message cannot be converted. */
  enum Obstacle {
    /** A header has octets above 127; such headers need SMTPUTF8 all the way (RFC 6531, 6532). */
    HEADER,
    /** They are inside multipart/signed, which must not be altered (RFC 1847 §2.1). */
    SIGNATURE,
    /** They are in a part whose type allows no encoding or whose structure is not known. */
    STRUCTURE
  }

  /** It must stay as it is. */
  record Impossible(Obstacle obstacle) implements SevenBitPlan {}

  /** It can be converted, by {@link SevenBitWriter}. Immutable. */
  final class Edits implements SevenBitPlan {
    private final List<Edit> inOrder;

    Edits(List<Edit> inOrder) {
      this.inOrder = List.copyOf(inOrder);
    }

    /** Whether the message is 7-bit already and is sent as it is. */
    public boolean isEmpty() {
      return inOrder.isEmpty();
    }

    List<Edit> inOrder() {
      return inOrder;
    }
  }
}
