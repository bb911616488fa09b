/** Cameras, gateway and watcher: the two ends of the queue that are not the worker. */
package dev.warren.loadtest;
