package dev.warren.worker.gpu;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Why a GPU runs below the clock that it could have, in <a
 * href="https://docs.nvidia.com/deploy/nvml-api/group__nvmlClocksEventReasons.html">NVML's
 * words</a>; without its "idle", which slows no work down.
 */
public enum ThrottleReason {
  APPLICATIONS_CLOCKS_SETTING(0x2),
  /** The limit on its power. */
  SW_POWER_CAP(0x4),
  /** Too hot, too much power, or told to from outside, by the hardware's own judgement. */
  HW_SLOWDOWN(0x8),
  SYNC_BOOST(0x10),
  SW_THERMAL_SLOWDOWN(0x20),
  HW_THERMAL_SLOWDOWN(0x40),
  HW_POWER_BRAKE_SLOWDOWN(0x80),
  DISPLAY_CLOCK_SETTING(0x100);

  private final long bit;

  ThrottleReason(long bit) {
    this.bit = bit;
  }

  /** For example {@code sw_power_cap}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bits that are not known here are left out. */
  static Set<ThrottleReason> of(long bits) {
    Set<ThrottleReason> reasons = EnumSet.noneOf(ThrottleReason.class);
    for (ThrottleReason reason : values()) {
      if ((bits & reason.bit) != 0) reasons.add(reason);
    }
    return reasons;
  }
}
