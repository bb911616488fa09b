/** What holds a worker up: measured over a sliding window, named with numbers, or not at all. */
package dev.warren.worker.bottleneck;
