package dev.warren.faults.scenario;

import dev.warren.faults.site.Site;
import java.io.IOException;
import java.nio.file.Path;

/** Runs rounds, on a broker that lasts as long as nothing goes wrong with the harness itself. */
public final class Rounds implements AutoCloseable {
  /**
   * @param broken why the round could not be finished, or null
   */
  public record Outcome(Findings findings, String broken) {}

  private final Path folder;
  private final Path definitions;
  private final double patience;
  private Site site;

  /**
   * @param folder for the workers' logs
   * @param definitions file with the policies that Warren ships
   * @param patience times longer that everything is waited for, on a busy machine
   */
  public Rounds(Path folder, Path definitions, double patience) {
    this.folder = folder;
    this.definitions = definitions;
    this.patience = patience;
  }

  /** One round, from empty queues to closed books. */
  public Outcome run(Scenario scenario, long seed) throws InterruptedException {
    Findings findings = new Findings();
    try {
      if (site != null && site.isCluster() != scenario.needsCluster()) endSite();
      if (site == null) site = Site.start(scenario.needsCluster(), folder, definitions);
      try (Round round = Round.open(site, seed, patience, findings)) {
        scenario.injection().run(round);
        Settlement.of(round);
      }
      return new Outcome(findings, null);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      endSite(); // nobody knows in what state it is
      return new Outcome(findings, e instanceof IOException ? e.toString() : reason(e));
    }
  }

  private static String reason(Exception e) {
    StackTraceElement[] trace = e.getStackTrace();
    return e + (trace.length > 0 ? " at " + trace[0] : "");
  }

  private void endSite() {
    if (site == null) return;
    Site ended = site;
    site = null;
    ended.close();
  }

  @Override
  public void close() {
    endSite();
  }
}
