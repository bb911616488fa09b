/**
 * Frames that are too large for a queue: the message names where the image lies (a claim check),
 * and the worker fetches it from there. What a stranger may make the worker fetch is the danger
 * here: only what an operator has listed, at addresses that are no machine's own.
 */
package dev.warren.worker.reference;
