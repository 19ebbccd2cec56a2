package org.angarium.mail.arc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.angarium.mail.authres.ArcResults;
import org.angarium.mail.authres.AuthResLimits;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimSignatureField;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.TagList;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.jspecify.annotations.Nullable;

/**
 * The ARC fields of a header, sorted into sets, with the rules of RFC 8617 §5.2 that need neither
 * body nor DNS.
 *
 * @param sets complete sets from the first on; all of them if {@code problem} is {@code GOOD}
 * @param highest the highest number that any field bears; 0 if there are no fields that can be read
 * @param problem what is wrong: {@code GOOD} for nothing, {@code NO_CHAIN} if there are no fields
 */
record ArcFields(List<ArcSet> sets, int highest, ArcReason problem) {
  static final String RESULTS = "ARC-Authentication-Results";
  static final String SIGNATURE = "ARC-Message-Signature";
  static final String SEAL = "ARC-Seal";

  /** RFC 8617 §4.2.1. */
  static final int MAX_INSTANCE = 50;

  /** The fields of one number that were found so far. */
  private static final class Parts {
    @Nullable HeaderField results;
    @Nullable HeaderField signatureField;
    @Nullable DkimSignatureField signature;
    @Nullable HeaderField sealField;
    @Nullable ArcSeal seal;

    @Nullable ArcSet complete(int instance) {
      return results == null
              || signatureField == null
              || signature == null
              || sealField == null
              || seal == null
          ? null
          : new ArcSet(instance, results, signatureField, signature, sealField, seal);
    }
  }

  static ArcFields of(HeaderFields header, DkimLimits limits) {
    List<HeaderField> results = header.all(RESULTS);
    List<HeaderField> signatures = header.all(SIGNATURE);
    List<HeaderField> seals = header.all(SEAL);
    if (results.isEmpty() && signatures.isEmpty() && seals.isEmpty()) {
      return new ArcFields(List.of(), 0, ArcReason.NO_CHAIN);
    }
    if (Math.max(results.size(), Math.max(signatures.size(), seals.size())) > MAX_INSTANCE) {
      return new ArcFields(List.of(), MAX_INSTANCE, ArcReason.TOO_MANY);
    }
    TreeMap<Integer, Parts> parts = new TreeMap<>();
    ArcReason problem = ArcReason.GOOD;
    for (List<HeaderField> kind : List.of(results, signatures, seals)) {
      for (HeaderField field : kind) {
        // One that can't be read doesn't end it: the highest number counts for who seals next.
        ArcReason found = put(field, parts, limits);
        problem = problem == ArcReason.GOOD ? found : problem;
      }
    }
    int highest = parts.isEmpty() ? 0 : parts.lastKey();
    // §5.2 step 2 comes before the structure: what has failed gets no further set.
    ArcSeal newest = parts.isEmpty() ? null : parts.lastEntry().getValue().seal;
    if (newest != null && newest.validation() == ChainValidation.FAIL) {
      return new ArcFields(List.of(), highest, ArcReason.FAILED_BEFORE);
    }
    return problem == ArcReason.GOOD
        ? inOrder(parts, highest)
        : new ArcFields(List.of(), highest, problem);
  }

  /** Puts a field where it belongs; what is wrong with it, or {@code GOOD}. */
  private static ArcReason put(
      HeaderField field, TreeMap<Integer, Parts> parts, DkimLimits limits) {
    try {
      if (field.is(RESULTS)) {
        Parts of = parts.computeIfAbsent(instanceOfResults(field, limits), i -> new Parts());
        boolean first = of.results == null;
        of.results = field;
        return first ? ArcReason.GOOD : ArcReason.DUPLICATE;
      }
      if (field.is(SIGNATURE)) {
        TagList tags = DkimSignatureField.tags(field.rawValue(), limits);
        Parts of = parts.computeIfAbsent(instance(tags), i -> new Parts());
        boolean first = of.signatureField == null;
        of.signatureField = field;
        time(tags);
        DkimSignatureField signature = DkimSignatureField.ofArc(tags, limits);
        of.signature = signature;
        return signature.signedFields().contains("arc-seal")
            ? ArcReason.SIGNS_SEAL
            : first ? ArcReason.GOOD : ArcReason.DUPLICATE;
      }
      ArcSeal seal = ArcSeal.parse(field.rawValue(), limits);
      Parts of = parts.computeIfAbsent(seal.instance(), i -> new Parts());
      boolean first = of.seal == null;
      of.sealField = field;
      of.seal = seal;
      return first ? ArcReason.GOOD : ArcReason.DUPLICATE;
    } catch (DkimSyntaxException e) {
      return ArcReason.SYNTAX;
    }
  }

  private static ArcFields inOrder(TreeMap<Integer, Parts> parts, int highest) {
    List<ArcSet> sets = new ArrayList<>(parts.size());
    for (var entry : parts.entrySet()) {
      ArcSet set = entry.getValue().complete(entry.getKey());
      if (set == null) {
        return new ArcFields(sets, highest, ArcReason.INCOMPLETE);
      }
      if (set.instance() != sets.size() + 1) {
        return new ArcFields(sets, highest, ArcReason.GAP);
      }
      sets.add(set);
    }
    for (ArcSet set : sets) {
      ChainValidation fitting = set.instance() == 1 ? ChainValidation.NONE : ChainValidation.PASS;
      if (set.seal().validation() != fitting) {
        return new ArcFields(sets, highest, ArcReason.VALIDATION_VALUE);
      }
    }
    return new ArcFields(sets, highest, ArcReason.GOOD);
  }

  private static int instanceOfResults(HeaderField field, DkimLimits limits)
      throws DkimSyntaxException {
    if (field.length() > limits.fieldOctets()) {
      throw new DkimSyntaxException("results too long");
    }
    Optional<ArcResults> read =
        ArcResults.parse(
            new String(field.rawValue(), StandardCharsets.UTF_8), AuthResLimits.DEFAULT);
    if (read.isEmpty()) {
      throw new DkimSyntaxException("results without a number");
    }
    return checked(read.get().instance());
  }

  /** The number {@code i=} of a signature or seal. */
  static int instance(TagList tags) throws DkimSyntaxException {
    return checked(DkimSignatureField.number(tags.required("i")));
  }

  private static int checked(long instance) throws DkimSyntaxException {
    if (instance < 1 || instance > MAX_INSTANCE) {
      throw new DkimSyntaxException("number not from 1 to 50");
    }
    return (int) instance;
  }

  /** {@code t=}; -1 where it isn't, but empty is wrong. */
  static long time(TagList tags) throws DkimSyntaxException {
    String written = tags.value("t");
    return written == null ? -1 : DkimSignatureField.number(written);
  }
}
