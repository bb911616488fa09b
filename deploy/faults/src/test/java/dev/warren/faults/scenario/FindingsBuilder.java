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

  public static Findings figure(String name, double value, double limit) {
    Findings findings = new Findings();
    add(findings, name, value, limit);
    return findings;
  }

  public static void add(Findings findings, String name, double value, double limit) {
    findings.figure(name, value, limit);
  }
}
