/** Cameras, gateway, watcher and load generator: the ends of the queue that are not the worker. */
package dev.warren.loadtest;
