package dev.warren.loadtest.scaling;

/**
 * What workers are like.
 *
 * @param capacity frames per second of one
 * @param warmUpSeconds from its creation until it takes frames
 * @param deadlineSeconds longest wait of a frame that is not late
 * @param skipsLate whether late frames are skipped, at no cost, as those that have a deadline are
 * @param prefetch frames that one holds at most; they are unacked and not ready to the broker
 */
record FleetConfig(
    double capacity, int warmUpSeconds, int deadlineSeconds, boolean skipsLate, int prefetch) {}
