/** Broker, worker, cameras and a live page in one process, for the first five minutes. */
package dev.warren.quickstart;
