/**
 * The open-loop load generator: frames leave at times fixed beforehand, each is accounted for, and
 * latency counts from the intended time.
 */
package dev.warren.loadtest.load;
