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
    try {
      for (HeaderField field : results) {
        Parts of = parts.computeIfAbsent(instanceOfResults(field, limits), i -> new Parts());
        problem = of.results == null ? problem : ArcReason.DUPLICATE;
        of.results = field;
      }
      for (HeaderField field : signatures) {
        TagList tags = DkimSignatureField.tags(field.rawValue(), limits);
        Parts of = parts.computeIfAbsent(instance(tags), i -> new Parts());
        problem = of.signature == null ? problem : ArcReason.DUPLICATE;
        of.signatureField = field;
        time(tags);
        of.signature = DkimSignatureField.ofArc(tags, limits);
        if (of.signature.signedFields().contains("arc-seal")) {
          problem = ArcReason.SIGNS_SEAL;
        }
      }
      for (HeaderField field : seals) {
        ArcSeal seal = ArcSeal.parse(field.rawValue(), limits);
        Parts of = parts.computeIfAbsent(seal.instance(), i -> new Parts());
        problem = of.seal == null ? problem : ArcReason.DUPLICATE;
        of.sealField = field;
        of.seal = seal;
      }
    } catch (DkimSyntaxException e) {
      problem = ArcReason.SYNTAX;
    }
    int highest = parts.isEmpty() ? 0 : parts.lastKey();
    return problem == ArcReason.GOOD
        ? inOrder(parts, highest)
        : new ArcFields(List.of(), highest, problem);
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
    if (sets.getLast().seal().validation() == ChainValidation.FAIL) {
      return new ArcFields(sets, highest, ArcReason.FAILED_BEFORE);
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
    return tags.value("t") == null ? -1 : DkimSignatureField.number(tags.required("t"));
  }
}
