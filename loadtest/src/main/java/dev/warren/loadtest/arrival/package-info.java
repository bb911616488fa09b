/** When which camera's next frame is due: the arrival processes of a load test. Pure arithmetic. */
package dev.warren.loadtest.arrival;
