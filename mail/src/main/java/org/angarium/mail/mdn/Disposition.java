package org.angarium.mail.mdn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.report.ReportFields;
import org.angarium.mail.report.ReportSyntaxException;

/**
 * What was done with a message, and by whom (RFC 8098 §3.2.6).
 *
 * @param automaticAction whether a program acted of itself, not a person
 * @param automaticSending whether the notification was sent without asking a person
 * @param modifiers such as {@code error}, lower case; most often none
 */
public record Disposition(
    boolean automaticAction, boolean automaticSending, Type type, List<String> modifiers) {
  private static final int MAX_MODIFIERS = 16;

  public Disposition {
    modifiers = List.copyOf(modifiers);
  }

  /** What was done. */
  public enum Type {
    /** Shown to somebody; whether it was read, nobody knows. */
    DISPLAYED,
    /** Sent somewhere else, printed, or the like, without being shown. */
    DISPATCHED,
    /** Handled by a rule or program without being shown. */
    PROCESSED,
    /** Deleted; it may or may not have been shown before. */
    DELETED;

    /** As in the field. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads the value of a Disposition field. White space and case of letters don't matter. */
  static Disposition parse(String text) throws ReportSyntaxException {
    String plain = withoutSpace(ReportFields.withoutComments(text)).toLowerCase(Locale.ROOT);
    int semicolon = plain.indexOf(';');
    if (semicolon < 0) {
      throw new ReportSyntaxException("Disposition without a mode");
    }
    String mode = plain.substring(0, semicolon);
    String rest = plain.substring(semicolon + 1);
    int slash = rest.indexOf('/');
    return new Disposition(
        one(mode.substring(0, Math.max(0, mode.indexOf('/'))), "automatic-action", "manual-action"),
        one(mode.substring(mode.indexOf('/') + 1), "mdn-sent-automatically", "mdn-sent-manually"),
        type(slash < 0 ? rest : rest.substring(0, slash)),
        slash < 0 ? List.of() : modifiers(rest.substring(slash + 1)));
  }

  private static boolean one(String word, String yes, String no) throws ReportSyntaxException {
    if (!word.equals(yes) && !word.equals(no)) {
      throw new ReportSyntaxException("unknown mode of Disposition");
    }
    return word.equals(yes);
  }

  private static Type type(String word) throws ReportSyntaxException {
    for (Type type : Type.values()) {
      if (type.toString().equals(word)) {
        return type;
      }
    }
    throw new ReportSyntaxException("unknown type of Disposition");
  }

  private static List<String> modifiers(String list) {
    List<String> modifiers = new ArrayList<>(1);
    for (String modifier : list.split(",", MAX_MODIFIERS + 1)) {
      if (!modifier.isEmpty() && modifiers.size() < MAX_MODIFIERS) {
        modifiers.add(modifier);
      }
    }
    return modifiers;
  }

  private static String withoutSpace(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > ' ') {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }

  /** As it stands in the field. */
  @Override
  public String toString() {
    return (automaticAction ? "automatic-action/" : "manual-action/")
        + (automaticSending ? "MDN-sent-automatically; " : "MDN-sent-manually; ")
        + type
        + (modifiers.isEmpty() ? "" : "/" + String.join(",", modifiers));
  }
}
