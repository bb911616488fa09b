/** The state of a worker for people and programs that look at it over HTTP. */
package dev.warren.worker.status;
