/**
 * Fuzzing: inputs that nobody meant, thrown at everything that reads bytes from outside. A seeded
 * mutator for runs that repeat, and an entry for Jazzer, which is guided by coverage.
 */
package dev.warren.protocol.testing.fuzz;
