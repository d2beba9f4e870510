/** The published figures, each beside its denominator from the same run: {@link wireroom.bench.Bench}. */
package wireroom.bench;
