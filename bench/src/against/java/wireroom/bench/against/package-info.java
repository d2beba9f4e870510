/** Engines of others, to measure ours beside. Compiled with the profile {@code against} only, shipped nowhere. */
package wireroom.bench.against;
