/** What a step makes of its input: {@link wireroom.outcome.Outcome}, accepted or rejected, never an exception. */
package wireroom.outcome;
