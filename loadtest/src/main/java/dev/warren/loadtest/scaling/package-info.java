/** A simulation of how the number of workers follows the load, second by second. */
package dev.warren.loadtest.scaling;
