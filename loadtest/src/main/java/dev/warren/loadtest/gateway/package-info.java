/**
 * The gateway: pictures from files or simulated cameras, published as frames at a steady pace, each
 * accounted for.
 */
package dev.warren.loadtest.gateway;
