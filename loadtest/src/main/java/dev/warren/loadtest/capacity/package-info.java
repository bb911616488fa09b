/** The search for the highest load at which a latency objective holds. */
package dev.warren.loadtest.capacity;
