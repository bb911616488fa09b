package dev.warren.worker.schedule;

import dev.warren.worker.flow.Closing;
import java.util.List;

/**
 * Frames that leave a {@link WaitingRoom} together.
 *
 * @param frames at least one
 * @param closing why no more of them
 */
public record Taken<T>(List<T> frames, Closing closing) {}
