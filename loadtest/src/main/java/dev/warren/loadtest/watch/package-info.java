/** The watcher: results as a table, as JSON lines, or drawn onto the pictures. */
package dev.warren.loadtest.watch;
