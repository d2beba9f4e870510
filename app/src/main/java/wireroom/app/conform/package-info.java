/** Scenarios of the lifecycle, and whether the pipeline does what they expect: {@link wireroom.app.conform.Trial}. */
package wireroom.app.conform;
