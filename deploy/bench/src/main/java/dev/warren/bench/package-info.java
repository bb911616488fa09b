/** Warren beside the limits that it could reach: interleaved rounds of child processes. */
package dev.warren.bench;
