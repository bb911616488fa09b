package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;

/** Findings without a round. */
public final class FindingsBuilder {
  private FindingsBuilder() {}

  public static Findings of(Account account, int faults) {
    Findings findings = new Findings();
    findings.account(account);
    for (int i = 0; i < faults; i++) findings.fault("kind " + i % 2);
    return findings;
  }

  public static Findings failing(String failure) {
    Findings findings = new Findings();
    findings.check(false, failure);
    findings.check(true, "this holds");
    return findings;
  }

  public static Findings measured(String name, double limit, double... values) {
    Findings findings = new Findings();
    for (double value : values) findings.measured(name, value, limit);
    return findings;
  }

  public static Findings counted(String name, double limit, double value) {
    Findings findings = new Findings();
    findings.counted(name, value, limit);
    return findings;
  }
}
