package dev.warren.loadtest.camera;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Everything a seed decides about a scene, and who is in it at a given time.
 *
 * @param furniture what stands there for good: traffic lights and parked bicycles
 */
record Street(
    long seed,
    Hour hour,
    Weather weather,
    Setting setting,
    Ground ground,
    int motorLanes,
    List<Lane> lanes,
    List<Actor> furniture) {

  /** Furniture stands anywhere within this many image heights of the middle. */
  private static final double SPREAD = 0.62;

  static Street roll(long seed) {
    Dice dice = Dice.of(seed, 1);
    Hour hour = dice.pick(List.of(Hour.values()));
    Weather weather = dice.pick(List.of(Weather.values()));
    Setting setting = dice.pick(List.of(Setting.values()));
    Ground ground = Ground.roll(dice);
    int motorLanes = 2 + dice.below(2);
    List<Lane> lanes = new ArrayList<>();
    addTraffic(seed, dice, ground, motorLanes, lanes);
    return new Street(
        seed,
        hour,
        weather,
        setting,
        ground,
        motorLanes,
        List.copyOf(lanes),
        furniture(dice, ground));
  }

  /** Light of the hour, seen through the weather. */
  Light light() {
    // At night the veil is lit by nothing: it greys the scene less.
    Light veil = weather.veil;
    return hour.light.through(hour.dark ? new Light(veil.tint(), veil.strength() / 3) : veil);
  }

  /** Everybody in view, far to near, which is the order to paint them in. */
  List<Actor> actors(double seconds, double aspect) {
    List<Actor> actors = new ArrayList<>(furniture);
    for (Lane lane : lanes) {
      lane.addVisible(seconds, ground, aspect, actors);
    }
    actors.sort(Comparator.comparingDouble(Actor::y));
    return actors;
  }

  private static void addTraffic(
      long seed, Dice dice, Ground ground, int motorLanes, List<Lane> lanes) {
    double width = (ground.nearKerb() - ground.farKerb()) / motorLanes;
    double fill = dice.between(0.3, 0.65);
    int turn = dice.chance(0.5) ? 1 : -1;
    for (int i = 0; i < motorLanes; i++) {
      int direction = i < motorLanes / 2 ? -turn : turn;
      double y = ground.farKerb() + (i + 0.72) * width;
      lanes.add(lane(seed, lanes, Traffic.MOTOR, y, direction * dice.between(3, 7), fill));
    }
    double cycling = dice.between(0.2, 0.5);
    double farCycles = ground.farKerb() + 0.012;
    double nearCycles = ground.nearKerb() + 0.012;
    lanes.add(lane(seed, lanes, Traffic.CYCLISTS, farCycles, -turn * dice.between(2, 4), cycling));
    lanes.add(lane(seed, lanes, Traffic.CYCLISTS, nearCycles, turn * dice.between(2, 4), cycling));
    double walking = dice.between(0.12, 0.4);
    double nearPath = (ground.nearKerb() + 1.06) / 2;
    for (int direction = -1; direction <= 1; direction += 2) {
      double speed = direction * dice.between(0.8, 1.5);
      double shift = direction * 0.012;
      double far = ground.farKerb() - 0.035 + shift;
      lanes.add(lane(seed, lanes, Traffic.WALKERS, far, speed, walking));
      lanes.add(lane(seed, lanes, Traffic.WALKERS, nearPath + shift, speed, walking / 2));
    }
  }

  private static Lane lane(
      long seed, List<Lane> before, Traffic traffic, double y, double speed, double fill) {
    return new Lane(seed, 100 + before.size(), traffic, y, speed, fill);
  }

  private static List<Actor> furniture(Dice dice, Ground ground) {
    List<Actor> standing = new ArrayList<>();
    int lights = 1 + dice.below(3);
    double step = 2 * SPREAD / lights;
    for (int i = 0; i < lights; i++) {
      double y = dice.chance(0.65) ? ground.farKerb() - 0.004 : ground.nearKerb() + 0.004;
      double x = -SPREAD + (i + dice.between(0.15, 0.85)) * step;
      standing.add(still(TrafficLight.roll(dice), x, y, ground, false));
    }
    int bicycles = dice.below(3);
    for (int i = 0; i < bicycles; i++) {
      double x = dice.between(-SPREAD, SPREAD);
      double y = ground.farEdge() + 0.008;
      standing.add(still(Bicycle.parked(dice), x, y, ground, dice.chance(0.5)));
    }
    return List.copyOf(standing);
  }

  private static Actor still(Art art, double x, double y, Ground ground, boolean facesLeft) {
    return new Actor(art, x, y, ground.metreAt(y), facesLeft, 0);
  }
}
