package dev.warren.loadtest.camera;

import java.awt.Color;

/** Time of day: colours of the sky and the light below it. */
enum Hour {
  DAWN(0x7FA3CF, 0xFAD2A8, new Light(0xFFB27A, 0.14), false),
  MORNING(0x4F9BDD, 0xCFE8F7, new Light(0xFFF3D0, 0.04), false),
  NOON(0x3E8EDB, 0xB9DDF5, new Light(0xFFFFFF, 0), false),
  DUSK(0x4B4C86, 0xF2956B, new Light(0x5A3F70, 0.3), true),
  NIGHT(0x0B1330, 0x2A3763, new Light(0x0C1536, 0.55), true);

  final Color zenith;
  final Color horizon;
  final Light light;
  final boolean dark;

  Hour(int zenith, int horizon, Light light, boolean dark) {
    this.zenith = new Color(zenith);
    this.horizon = new Color(horizon);
    this.light = light;
    this.dark = dark;
  }
}
