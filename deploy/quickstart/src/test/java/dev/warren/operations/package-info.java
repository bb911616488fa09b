/** Checks of what people run Warren with: the files under {@code deploy/}. */
package dev.warren.operations;
