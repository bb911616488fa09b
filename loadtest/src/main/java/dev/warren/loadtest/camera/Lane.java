package dev.warren.loadtest.camera;

import java.util.List;

/**
 * An endless row of slots that slides along the street at a steady speed; each slot is empty or
 * holds one traveller, decided by dice of its own. Where everybody is follows from the time alone.
 *
 * @param key tells this lane's dice from those of the others
 * @param y the ground under the wheels, in image heights
 * @param speed in metres per second; negative drives to the left
 * @param fill share of slots in use
 */
record Lane(long seed, int key, Traffic traffic, double y, double speed, double fill) {
  private static final double LONGEST_METRES = 9;

  void addVisible(double seconds, Ground ground, double aspect, List<Actor> actors) {
    double slot = traffic.slotMetres;
    double travelled = speed * seconds;
    double reach = aspect / 2 / ground.metreAt(y) + LONGEST_METRES / 2 + slot / 2;
    long first = (long) Math.floor((-reach - travelled) / slot);
    long last = (long) Math.ceil((reach - travelled) / slot);
    for (long k = first; k <= last; k++) {
      Dice dice = Dice.of(seed, key, k);
      if (dice.chance(fill)) {
        Art art = traffic.roll(dice);
        double spare = Math.max(0, slot - art.length() - 0.6) / 2;
        double metres = k * slot + dice.between(-spare, spare) + travelled;
        // People keep to no line: a little nearer or farther than the next one.
        double foot = traffic == Traffic.WALKERS ? y + dice.between(-0.012, 0.012) : y;
        double metre = ground.metreAt(foot);
        actors.add(
            new Actor(art, metres * metre, foot, metre, speed < 0, Math.abs(metres) + dice.unit()));
      }
    }
  }
}
