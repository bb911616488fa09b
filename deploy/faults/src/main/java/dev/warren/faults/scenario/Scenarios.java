package dev.warren.faults.scenario;

import java.time.Duration;
import java.util.List;

/** All of them, by number. */
public final class Scenarios {
  private Scenarios() {}

  /**
   * @param soak how long the soak takes
   * @param every time between two of its faults
   */
  public static List<Scenario> all(Duration soak, Duration every) {
    return List.of(
        new KillInMidBatch(),
        new KillAtEachPoint(),
        BrokerRestart.killed(),
        BrokerRestart.orderly(),
        new Resets(),
        new BlackHole(),
        new PoorNetwork(),
        new SlowEngine(),
        new ReplyQueueFull(),
        new FramesQueueFull(),
        new MemoryAlarm(),
        new DiskAlarm(),
        new Terminate(),
        new TerminateBlocked(),
        new KillerFrame(),
        new FailingFrame(),
        new HostileImages(),
        new RepeatedFrames(),
        new ClockSkew(),
        new MalformedHeaders(),
        new OversizeFrames(),
        new QueueDeleted(),
        new ConsumerTimeout(),
        new RightsAndNames(),
        new RepliesToNobody(),
        PausedWorker.longer(),
        new LostDevice(),
        PausedWorker.shorter(),
        new Soak(soak, every),
        new CountsAfterRestart(),
        new LeaderKilled(),
        new RollingRestart(),
        new MajorityLost(),
        new LeaderHangs(),
        NetworkCut.ignored(),
        NetworkCut.pausing());
  }
}
