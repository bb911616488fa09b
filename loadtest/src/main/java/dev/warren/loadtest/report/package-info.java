/** What a load test found, and how it is written: JSON, a page, lines for people. */
package dev.warren.loadtest.report;
