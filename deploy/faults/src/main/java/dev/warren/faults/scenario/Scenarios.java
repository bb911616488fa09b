package dev.warren.faults.scenario;

import java.time.Duration;
import java.util.List;

/** All of them, by number: the table of {@code deploy/faults/README.md}. */
public final class Scenarios {
  private Scenarios() {}

  /**
   * @param soak how long the soak takes
   * @param every time between two of its faults
   */
  public static List<Scenario> all(Duration soak, Duration every) {
    return List.of(
        of(
            1,
            "kill -9 of a worker in mid-batch",
            "lost 0; duplicated <= prefetch per kill; held frames ready again <= 50 ms; p99 "
                + "recovered <= 5 s",
            Kills::inMidBatch),
        of(
            2,
            "kill -9 after decode, run, publish, confirm, ack",
            "lost 0; no ack before a confirm; duplicated only between publish and ack, at "
                + "most 1 per frame",
            Kills::atEachPoint),
        of(
            3,
            "kill -9 of the broker, restart",
            "lost 0 of the confirmed; consuming again <= 15 s after boot; no hung thread",
            round -> Brokers.restart(round, true)),
        of(
            4,
            "orderly restart of the broker",
            "the same; no stack trace in the log",
            round -> Brokers.restart(round, false)),
        of(
            5,
            "connections reset every 5 s",
            "lost 0; no innocent is suspected; throughput >= 70 %; duplicated <= prefetch "
                + "per reset",
            Networks::resets),
        of(
            6,
            "black hole, heartbeat 10 s",
            "detected <= 25 s; requeued <= 35 s; duplicated <= prefetch",
            Networks::blackHole),
        of(
            7,
            "200 ms latency, 10 Mbit/s, sliced",
            "no storm of timeouts, no errors: nothing sent again, no reconnect, duplicated 0",
            Networks::poor),
        of(
            8,
            "engine ten times as slow",
            "in flight <= prefetch; memory flat; late frames are skipped; connections hold",
            SlowEngine::run),
        of(
            9,
            "queue of results full (reject-publish)",
            "lost 0; consumption pauses; resumes <= 5 s after there is space",
            Queues::resultsFull),
        of(
            10,
            "queue of frames full",
            "requesters get nacks; workers unaffected; overshoot <= outstanding confirms",
            Queues::framesFull),
        of(
            11,
            "memory alarm",
            "worker alive; no ack before confirm; resumes <= 2 s after it; lost 0; duplicated 0",
            Alarms::memory),
        of(
            12,
            "disk alarm by a backlog",
            "a bounded queue refuses before the disk is full; under the alarm shed mode "
                + "gives late frames up, counted",
            Alarms::disk),
        of(
            13,
            "SIGTERM under load",
            "exit code 0 within the drain timeout; duplicated 0; given back 0",
            Stops::underLoad),
        of(
            14,
            "SIGTERM while the broker blocks",
            "ends within the hard stop, with an exit code that says that not all was finished",
            Stops::whileBlocked),
        of(
            15,
            "poison: a frame that kills the process",
            "<= 3 crashes of workers and <= 3 of the quarantine lane; 1 dead letter; 0 "
                + "innocents; all others answered",
            Poison::killer),
        of(
            16,
            "poison: one frame fails its batch of 32",
            "31 detected, 1 failed; <= 2 log2(32) + 1 = 11 extra runs",
            Poison::failing),
        of(
            17,
            "truncated, random, empty, bombs, wrong type",
            "failed with a reason, in < 10 ms of decoding and without memory; the worker goes on",
            HostileImages::run),
        of(
            18,
            "the same frame sent twice",
            "the second is answered from the ledger: one run of the engine, the same bytes",
            Frames::repeated),
        of(
            19,
            "publisher's clock +-1 h",
            "lifetimes by ttl_ms are unaffected; no frame is dropped by an absolute "
                + "deadline alone; skew is shown",
            Frames::clockSkew),
        of(
            20,
            "malformed headers, missing id",
            "a missing id is answered with failed; a bad optional header is ignored",
            MalformedHeaders::run),
        of(
            21,
            "oversize: 4 MiB + 1, 16 MiB, 16 MiB + 1",
            "above our limit failed; above the broker's its channel is closed with 406, the "
                + "worker unaffected",
            Frames::oversize),
        of(
            22,
            "queue of frames deleted, created again",
            "the worker sees it and is not ready; consumes <= 10 s after it is there again",
            Queues::framesDeleted),
        of(
            23,
            "consumer timeout: channel closed by the broker",
            "session rebuilt <= 2 s; duplicated <= prefetch",
            Brokers::consumerTimeout),
        of(
            24,
            "exchange missing, permission revoked, password changed",
            "not ready, one line that names it, recovers without a restart",
            RightsAndNames::run),
        of(
            25,
            "reply_to gone, not allowed, direct requester gone",
            "counted as returned, request acked, no storm of retries",
            RepliesToNobody::run),
        of(
            26,
            "worker stopped for 40 s, continued",
            "stale receipts are lost, no loop of errors; duplicated <= prefetch",
            round -> Stops.paused(round, true)),
        of(
            27,
            "device lost",
            "exit code 5 <= 5 s after the frames went back; another worker finishes",
            Stops::deviceLost),
        of(
            28,
            "worker stopped for 10 s, as by a GC",
            "no session is lost (heartbeat 10 s); duplicated 0",
            round -> Stops.paused(round, false)),
        of(
            29,
            "soak: a random fault every %d s for %d s"
                .formatted(every.toSeconds(), soak.toSeconds()),
            "lost 0; differing 0; the books balance; heap and resident memory flat",
            new Soak(soak, every)::run),
        of(
            30,
            "counts read 0 after a restart of the broker",
            "the number of workers that is asked for never falls to 0; every frame is "
                + "delivered again",
            Brokers::countsAfterRestart),
        ofCluster(
            31,
            "cluster: kill -9 of the node with the leader and the workers",
            "lost 0 of the confirmed; consuming again <= 15 s without that node; repeated "
                + "frames <= 2 prefetch per worker",
            Clusters::leaderKilled),
        ofCluster(
            32,
            "cluster: rolling restart, each node drained first",
            "lost 0; consuming again <= 15 s after each stop; repeated frames <= 2 prefetch "
                + "per worker and node",
            Clusters::rollingRestart),
        ofCluster(
            33,
            "cluster: kill -9 of two of three nodes for 10 s",
            "nothing is confirmed meanwhile, workers are not ready and say why; lost 0 of "
                + "the confirmed; consuming again <= 30 s after one is back; repeated frames <= 2 "
                + "prefetch per worker",
            Clusters::majorityLost),
        ofCluster(
            34,
            "cluster: the leader's node stopped for 20 s, continued",
            "lost 0; all consume again <= 15 s after the end; repeated frames <= 2 prefetch "
                + "per worker",
            Clusters::leaderHangs),
        ofCluster(
            35,
            "cluster: the leader's node cut off from the others, ignore",
            "lost 0; its worker consumes at another node <= 75 s, the other one goes on; "
                + "repeated frames <= 2 prefetch per worker",
            round -> Clusters.cutOff(round, "ignore", true)),
        ofCluster(
            36,
            "cluster: the leader's node cut off from the others, pause_minority",
            "lost 0; its worker consumes at another node <= 75 s, the other one goes on; "
                + "repeated frames <= 2 prefetch per worker",
            round -> Clusters.cutOff(round, "pause_minority", false)));
  }

  private static Scenario of(int id, String name, String expected, Scenario.Injection injection) {
    return new Scenario(id, name, expected, false, injection);
  }

  private static Scenario ofCluster(
      int id, String name, String expected, Scenario.Injection injection) {
    return new Scenario(id, name, expected, true, injection);
  }
}
