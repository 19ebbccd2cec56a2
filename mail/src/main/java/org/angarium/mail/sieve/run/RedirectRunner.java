package org.angarium.mail.sieve.run;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.sieve.action.DeliverBy;
import org.angarium.mail.sieve.action.DeliveryWords;
import org.angarium.mail.sieve.action.RedirectParameters;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.compile.ListName;
import org.angarium.mail.sieve.compile.Step;
import org.angarium.mail.sieve.match.SieveAddress;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Variables;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.mail.smtp.DsnReturn;
import org.jspecify.annotations.Nullable;

/** Executes {@code redirect}. */
final class RedirectRunner {
  private final Run run;

  RedirectRunner(Run run) {
    this.run = run;
  }

  void redirect(Step.Redirect step) throws SieveFault {
    String target = run.expand(step.address()).strip();
    RedirectParameters parameters = parameters(step);
    if (step.list()) {
      String list = ListName.canonical(target);
      if (list == null || !run.environment().world().listExists(list)) {
        throw new SieveFault("redirect to \"" + Variables.cut(target, 100) + "\", no list here");
      }
      run.actions().redirect(new SieveAction.RedirectToList(list, parameters));
    } else {
      EmailAddress address = SieveAddress.parse(target);
      if (address == null) {
        throw new SieveFault("redirect to \"" + Variables.cut(target, 100) + "\", no address");
      }
      run.actions().redirect(new SieveAction.Redirect(address.toString(), parameters));
    }
    if (!step.copy()) {
      run.actions().cancelImplicitKeep();
    }
  }

  private RedirectParameters parameters(Step.Redirect step) throws SieveFault {
    if (step.notifyOn() == null && step.returned() == null && step.limit() == null) {
      return RedirectParameters.NONE;
    }
    Set<DsnNotify> notifyOn = Set.of();
    if (step.notifyOn() != null) {
      String words = run.expand(step.notifyOn());
      notifyOn = known(DeliveryWords.notifyOn(words), ":notify", words);
    }
    DsnReturn returned = null;
    if (step.returned() != null) {
      String word = run.expand(step.returned());
      returned = known(DeliveryWords.returned(word), ":ret", word);
    }
    return new RedirectParameters(notifyOn, returned, limit(step.limit()));
  }

  private @Nullable DeliverBy limit(Step.@Nullable Limit limit) throws SieveFault {
    if (limit == null) {
      return null;
    }
    Instant until;
    if (limit.absolute() != null) {
      String text = run.expand(limit.absolute());
      until = known(DeliveryWords.time(text), ":bytimeabsolute", text);
    } else {
      try {
        until = run.environment().now().toInstant().plusSeconds(limit.seconds());
      } catch (DateTimeException | ArithmeticException tooFar) {
        throw new SieveFault("redirect within " + limit.seconds() + " seconds, too far away");
      }
    }
    return new DeliverBy(until, limit.mode(), limit.trace());
  }

  private static <T> T known(@Nullable T value, String tag, String text) throws SieveFault {
    if (value == null) {
      throw new SieveFault("redirect " + tag + " \"" + Variables.cut(text, 100) + "\"");
    }
    return value;
  }
}
